/**
 * What code takes that a machine has once: a port, a name of shared memory or of a semaphore. By what calls it is taken, in
 * Python and in shells; a socket that takes any free port is taken for one that does not.
 */
const takes = new RegExp(
  [
    String.raw`\.bind\(|\.listen\(|\bserve_forever\b|\bhttp\.server\b|\buvicorn\b|\bgunicorn\b|\bflask\b|\brunserver\b`,
    String.raw`\b(?:create_server|start_server|create_datagram_endpoint|make_server|run_simple|run_app|serve|Listener)\(`,
    String.raw`\b\w*(?:HTTP|TCP|UDP|RPC|WSGI)Server\(|\b(?:Base|Sync)Manager\(|\.run_server\(|\bapp\.run\(`,
    String.raw`\bSharedMemory\(|\bShareableList\(|\b(?:posix|sysv)_ipc\b|\bshm_open\b|\bsem_open\b`,
    String.raw`^[ \t]*[!%].*\b(?:nc|ncat|socat)\b`,
  ].join('|'),
  'm',
);

/** Whether of two runs of this code at once one may fail, because the other has what it asks for. */
export function takesSharedNames(code: string): boolean {
  return takes.test(code);
}
