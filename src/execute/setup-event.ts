/** What setup is doing, for a person to see. */
export type SetupEvent =
  | { readonly type: 'waiting'; readonly holder: number }
  | { readonly type: 'removing'; readonly folder: string; readonly why: string }
  | {
      readonly type: 'creating';
      readonly folder: string;
      readonly tool: 'uv' | 'venv';
      readonly python: string;
      readonly version: string;
    }
  | { readonly type: 'installing'; readonly tool: 'uv' | 'pip'; readonly requirements: readonly string[] }
  | InstallEvent
  | { readonly type: 'checking' };

/** A line that pip or uv printed about what it is doing. */
interface InstallEvent {
  readonly type: 'output';
  readonly line: string;
}
