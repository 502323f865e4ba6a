/**
 * The language server: answers a client's requests from the language service of `dsl/language`. Whatever a request holds,
 * the answer is empty rather than an end of the process; diagnostics come a moment after the last change, with its version.
 */
import {
  CodeActionKind, DidChangeWatchedFilesNotification, DocumentHighlightKind, ErrorCodes, MarkupKind, ResponseError, TextDocuments, TextDocumentSyncKind,
  type Connection, type InitializeParams, type InitializeResult, type Position,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parsed } from '../../dsl/parsed.ts';
import { actions, colours, compile, complete, definition, folds, formatEdit, hover, marks, outline, placesOf, prepareRename, rename, uses, type Edit, type Range, type SourceText } from '../../dsl/index.ts';
import { messageOf } from '../words.ts';
import { initialsOf } from './initials.ts';
import { actionOf, completionOf, diagnosticOf, foldOf, hoverOf, rangeOf, sayIn, semanticTokensOf, symbolOf, tokenModifiers, tokenTypes, workspaceEditOf, type Locale } from './shapes.ts';
import { Workspace } from './workspace.ts';

/** Milliseconds of silence after which a text is judged. */
const SILENCE = 120;

interface Place { uri: string; scope: { sources: SourceText[]; file: string }; text: string; offset: number }

/** Answers on the connection from now on; `connection.listen()` is the caller's. */
export function serveLanguage(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = new Workspace(documents);
  let locale: Locale = 'zh', markdown = true, watches = false, placeholders = false;
  const judging = new Map<string, ReturnType<typeof setTimeout>>();

  /** The answer, or `otherwise` where something went wrong inside: a client is not to lose its server over one request. */
  const guarded = <P, R>(otherwise: R, answer: (params: P) => R) => (params: P): R => {
    try { return answer(params); } catch (error) {
      if (error instanceof ResponseError) throw error;
      connection.console.error(`${messageOf(error)}\n${error instanceof Error ? error.stack ?? '' : ''}`);
      return otherwise;
    }
  };
  const scopeOf = (uri: string): Place['scope'] | undefined => (documents.get(uri) ? workspace.scope(uri) : undefined);
  const placeOf = ({ textDocument, position }: { textDocument: { uri: string }; position: Position }): Place | undefined => {
    const scope = scopeOf(textDocument.uri), document = documents.get(textDocument.uri);
    return scope && document && { uri: textDocument.uri, scope, text: document.getText(), offset: document.offsetAt(position) };
  };
  const locationOf = (range: Range): { uri: string; range: ReturnType<typeof rangeOf> }[] => {
    const uri = workspace.uriOf(range.file);
    return uri === undefined ? [] : [{ uri, range: rangeOf(range) }];
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const wanted = (params.initializationOptions as { locale?: unknown } | null | undefined)?.locale ?? params.locale;
    locale = typeof wanted === 'string' && /^en\b/i.test(wanted) ? 'en' : 'zh';
    const formats = params.capabilities?.textDocument?.hover?.contentFormat;
    markdown = !Array.isArray(formats) || formats.includes(MarkupKind.Markdown);
    placeholders = params.capabilities?.textDocument?.completion?.completionItem?.snippetSupport === true;
    watches = params.capabilities?.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    const folders = Array.isArray(params.workspaceFolders) ? params.workspaceFolders.map((folder) => folder.uri) : params.rootUri ? [params.rootUri] : [];
    workspace.setFolders(folders);
    return {
      serverInfo: { name: 'zhiheng' },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: ['.', '=', '＝', ' ', '、', ',', '，', '"', '“'] },
        hoverProvider: true, definitionProvider: true, referencesProvider: true, documentHighlightProvider: true, documentSymbolProvider: true, foldingRangeProvider: true, documentFormattingProvider: true,
        renameProvider: { prepareProvider: true },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
        semanticTokensProvider: { legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] }, full: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  connection.onInitialized(() => {
    if (watches) {
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*.heng' }] })
        .catch((error: unknown) => { connection.console.warn(messageOf(error)); });
    }
  });
  connection.onNotification('workspace/didChangeWorkspaceFolders', guarded(undefined, (params: { event?: { added?: { uri: string }[]; removed?: { uri: string }[] } }) => {
    const removed = new Set(params.event?.removed?.map((folder) => folder.uri));
    workspace.setFolders([...workspace.folders().filter((uri) => !removed.has(uri)), ...params.event?.added?.map((folder) => folder.uri) ?? []]);
    judgeAll();
  }));
  connection.onDidChangeWatchedFiles(() => { workspace.changed(); judgeAll(); });

  // ---- diagnostics

  const judge = guarded(undefined, (uri: string): void => {
    const document = documents.get(uri), scope = scopeOf(uri);
    if (!document || !scope) return;
    const say = sayIn(locale);
    const diagnostics = compile(scope.sources).diagnostics.filter((one) => one.range.file === scope.file).map((one) => diagnosticOf(one, say));
    void connection.sendDiagnostics({ uri, version: document.version, diagnostics });
  });
  const soon = (uri: string): void => {
    clearTimeout(judging.get(uri));
    judging.set(uri, setTimeout(() => { judging.delete(uri); judge(uri); }, SILENCE));
  };
  const judgeAll = (): void => { for (const document of documents.all()) soon(document.uri); };
  documents.onDidChangeContent(({ document }) => {
    // What uses it is judged by it.
    judgeAll();
    soon(document.uri);
  });
  documents.onDidSave(() => { workspace.changed(); });
  documents.onDidClose(({ document }) => {
    clearTimeout(judging.get(document.uri));
    judging.delete(document.uri);
    workspace.changed();
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    judgeAll();
  });

  // ---- answers

  connection.onCompletion(guarded(null, (params) => {
    const place = placeOf(params);
    if (!place) return null;
    const document = documents.get(place.uri)!;
    const found = complete(place.scope.sources, place.scope.file, place.offset, initialsOf(place.scope.sources), { packs: workspace.packs(), snippets: true });
    const items = found.map((one, index) => completionOf(one, index, place.text.slice(one.from, place.offset), { start: document.positionAt(one.from), end: document.positionAt(one.to) }, placeholders));
    // Found by label and initials as well: the client is to ask again for every letter.
    return { isIncomplete: true, items };
  }));
  connection.onHover(guarded(null, (params) => {
    const place = placeOf(params);
    const found = place && hover(place.scope.sources, place.scope.file, place.offset);
    return found ? hoverOf(found, sayIn(locale), markdown) : null;
  }));
  connection.onDefinition(guarded(null, (params) => {
    const place = placeOf(params);
    return place ? definition(place.scope.sources, place.scope.file, place.offset).flatMap(locationOf) : null;
  }));
  connection.onReferences(guarded(null, (params) => {
    const place = placeOf(params);
    if (!place) return null;
    const declaration = params.context?.includeDeclaration === true;
    const found = workspace.scopesWith(place.uri).flatMap(({ sources }) => uses(sources, place.scope.file, place.offset, { declaration }));
    return distinct(found).flatMap(locationOf);
  }));
  connection.onDocumentHighlight(guarded(null, (params) => {
    const place = placeOf(params);
    if (!place) return null;
    return marks(place.scope.sources, place.scope.file, place.offset).map((mark) => ({ range: rangeOf(mark.at), kind: mark.declares ? DocumentHighlightKind.Write : DocumentHighlightKind.Read }));
  }));
  const readOnly = (file: string): boolean => workspace.readOnly(file);
  connection.onPrepareRename(guarded(null, (params) => {
    const place = placeOf(params);
    if (!place) return null;
    const found = prepareRename(place.scope.sources, place.scope.file, place.offset, { readOnly });
    if ('refused' in found) throw new ResponseError(ErrorCodes.InvalidRequest, sayIn(locale)(found.refused));
    return { range: rangeOf(found.range), placeholder: found.word };
  }));
  connection.onRenameRequest(guarded(null, (params) => {
    const place = placeOf(params);
    if (!place) return null;
    const edits: Edit[] = [];
    for (const { sources } of workspace.scopesWith(place.uri)) {
      const found = rename(sources, place.scope.file, place.offset, params.newName, { readOnly });
      if ('refused' in found) throw new ResponseError(ErrorCodes.InvalidRequest, sayIn(locale)(found.refused));
      edits.push(...found.edits);
    }
    const places = new Set<string>();
    const once = edits.filter(({ range }) => { const key = keyOf(range); return places.has(key) ? false : places.add(key); });
    return workspaceEditOf(once, (file) => workspace.uriOf(file));
  }));
  connection.onDocumentSymbol(guarded(null, ({ textDocument }) => {
    const document = documents.get(textDocument.uri), scope = scopeOf(textDocument.uri);
    return document && scope ? outline(parsed(scope.file, document.getText()).tree).map(symbolOf) : null;
  }));
  connection.onFoldingRanges(guarded(null, ({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    return document ? folds(document.getText()).map(foldOf) : null;
  }));
  connection.onDocumentFormatting(guarded(null, ({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    const edit = document && formatEdit(document.getText());
    return edit ? [{ range: { start: document.positionAt(edit.from), end: document.positionAt(edit.to) }, newText: edit.insert }] : [];
  }));
  connection.onCodeAction(guarded(null, ({ textDocument, range, context }) => {
    const scope = scopeOf(textDocument.uri), document = documents.get(textDocument.uri);
    if (!scope || !document) return null;
    const { diagnostics } = compile(scope.sources);
    const wanted = context?.only;
    return actions(scope.sources, scope.file, document.offsetAt(range.start), document.offsetAt(range.end), diagnostics)
      .map((one) => actionOf(one, sayIn(locale), (file) => (workspace.readOnly(file) ? undefined : workspace.uriOf(file))))
      .filter((one) => !wanted || wanted.some((kind) => one.kind === kind || one.kind?.startsWith(`${kind}.`)));
  }));
  connection.languages.semanticTokens.on(guarded({ data: [] as number[] }, ({ textDocument }) => {
    const scope = scopeOf(textDocument.uri), document = documents.get(textDocument.uri);
    if (!scope || !document) return { data: [] };
    return { data: semanticTokensOf(colours(scope.sources, scope.file), placesOf(document.getText()).positionAt) };
  }));

  documents.listen(connection);
}

const keyOf = (range: Range): string => `${range.file}:${range.start.line}:${range.start.column}`;

function distinct(ranges: Range[]): Range[] {
  const seen = new Set<string>();
  return ranges.filter((range) => { const key = keyOf(range); return seen.has(key) ? false : seen.add(key); });
}
