/** `zhiheng lsp`: the language server over standard input and output, until the client ends it. */
import { createConnection } from 'vscode-languageserver/node';
import { serveLanguage } from '../../lsp/server.ts';
import type { Call, ExitCode } from '../arguments.ts';

export function run(_call: Call): Promise<ExitCode> {
  // Exits with 0 after shutdown and exit, with 1 where the client went away without.
  const connection = createConnection(process.stdin, process.stdout);
  serveLanguage(connection);
  connection.listen();
  return new Promise<ExitCode>(() => { /* The connection ends the process. */ });
}
