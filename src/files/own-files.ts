/** Folders that package managers put into a project. */
export const packageFolders: readonly string[] = ['node_modules', 'site-packages'];

/** Folders that Python and Jupyter leave behind. */
export const leftFolders: readonly string[] = ['.ipynb_checkpoints', '__pycache__'];

/**
 * Whether a file or folder may be somebody's course, by its name: not what is hidden, what editors keep of an older
 * state, what package managers put there and what Python and Jupyter leave behind.
 */
export function isOwn(name: string): boolean {
  const folder = name.toLowerCase();
  return (
    !name.startsWith('.') && !name.endsWith('~') && !packageFolders.includes(folder) && !leftFolders.includes(folder)
  );
}
