import { expect, test } from 'vitest';
import { takesSharedNames } from '../../src/languages/shared-names.ts';

test.each([
  'server.bind(("127.0.0.1", 8765))',
  'server = await asyncio.start_server(handle, "localhost", 8888)',
  'HTTPServer(("", 8000), Handler).handle_request()',
  'with socketserver.TCPServer(("", 9999), Handler) as server:\n    pass',
  '!python -m http.server 8000 &',
  'app.run(port=5000)',
  'memory = SharedMemory(name="frames", create=True, size=10)',
  'manager = BaseManager(address=("", 50000), authkey=b"abc")',
  '%%bash\nx=1\n!nc -l 4000',
])('%j takes a name that a machine has once', (code) => expect(takesSharedNames(code)).toBe(true));

test.each([
  'print("bind")',
  'requests.get(url)',
  'socket.create_connection(("localhost", 80))',
  'observer(x)',
  'f.serves()',
])('%j takes none', (code) => expect(takesSharedNames(code)).toBe(false));
