/** The language server as an editor runs it: the command as a child process, a real client over its standard input and output. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import {
  createProtocolConnection, StreamMessageReader, StreamMessageWriter, type CompletionList, type Diagnostic, type DocumentSymbol, type Location, type ProtocolConnection, type TextEdit, type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { COMMAND, files } from './command.ts';

interface Judged { uri: string; version?: number; diagnostics: Diagnostic[] }
interface Client { connection: ProtocolConnection; child: ChildProcess; ended: Promise<number | null>; judged: (uri: string, version?: number) => Promise<Judged>; folder: string; capabilities: Record<string, unknown> }

const clients: Client[] = [];
const opened: Document[] = [];
afterEach(async () => {
  for (const { client, uri } of opened.splice(0)) if (client === common) await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  clients.splice(0).forEach(end);
});

function end(client: Client): void {
  client.connection.dispose();
  if (client.child.exitCode === null) client.child.kill();
  rmSync(client.folder, { recursive: true, force: true });
}

/** Starts the command and shakes hands; `content` is what stands in the workspace's folder. */
async function start(content: Record<string, string> = {}, options: { locale?: string; initializationOptions?: unknown; words?: string[] } = {}, endsWithTest = true): Promise<Client> {
  const folder = files(mkdtempSync(join(tmpdir(), 'zhiheng-lsp-')), content);
  const child = spawn(process.execPath, [COMMAND, 'lsp', ...options.words ?? ['--stdio']], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((done) => { child.on('close', (code) => { done(code); }); });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
  const seen: Judged[] = [];
  const waiting: { matches: (one: Judged) => boolean; done: (one: Judged) => void }[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (one: Judged) => {
    seen.push(one);
    for (const wait of waiting.filter((each) => each.matches(one))) { waiting.splice(waiting.indexOf(wait), 1); wait.done(one); }
  });
  connection.listen();
  const judged = (uri: string, version?: number): Promise<Judged> => {
    const matches = (one: Judged): boolean => one.uri === uri && (version === undefined || one.version === version);
    // What was said of a document of that name before it was closed is of another.
    const closed = seen.findLastIndex((one) => one.uri === uri && one.version === undefined);
    const last = version === undefined ? seen.findLast(matches) : seen.slice(closed + 1).findLast(matches);
    return last ? Promise.resolve(last) : new Promise((done) => { waiting.push({ matches, done }); });
  };
  const { capabilities } = await connection.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', {
    processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'w' }],
    ...(options.locale && { locale: options.locale }), ...(options.initializationOptions !== undefined && { initializationOptions: options.initializationOptions }),
  });
  await connection.sendNotification('initialized', {});
  const client: Client = { connection, child, ended, judged, folder, capabilities };
  if (endsWithTest) clients.push(client);
  return client;
}

let common: Client | undefined;
/** One client for what needs no files on disk. */
async function shared(): Promise<Client> { return common ??= await start({}, {}, false); }
afterAll(() => { if (common) end(common); });

/** A document open in the client, `|` marking places in its text. */
class Document {
  readonly uri: string;
  version = 1;
  text: string;
  readonly places: { line: number; character: number }[] = [];
  readonly client: Client;

  constructor(client: Client, name: string, marked: string) {
    this.client = client;
    this.uri = pathToFileURL(join(client.folder, name)).href;
    const parts = marked.split('|');
    this.text = parts.join('');
    parts.slice(0, -1).forEach((_, index) => { this.places.push(positionOf(this.text, parts.slice(0, index + 1).join('').length)); });
  }

  static async open(client: Client, name: string, marked: string): Promise<Document> {
    const document = new Document(client, name, marked);
    // The next test's text of that name is another document.
    opened.push(document);
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: document.uri, languageId: 'heng', version: 1, text: document.text } });
    return document;
  }

  async change(from: string, to: string): Promise<void> {
    const offset = this.text.indexOf(from);
    const range = { start: positionOf(this.text, offset), end: positionOf(this.text, offset + from.length) };
    this.text = this.text.replace(from, to);
    this.version += 1;
    await this.client.connection.sendNotification('textDocument/didChange', { textDocument: { uri: this.uri, version: this.version }, contentChanges: [{ range, text: to }] });
  }

  ask<T>(method: string, more: Record<string, unknown> = {}, place = 0): Promise<T> {
    return this.client.connection.sendRequest<T>(`textDocument/${method}`, { textDocument: { uri: this.uri }, ...(this.places[place] && { position: this.places[place] }), ...more });
  }

  at(range: { start: { line: number; character: number }; end: { line: number; character: number } }): string {
    return this.text.split('\n')[range.start.line]!.slice(range.start.character, range.end.character);
  }
}

function positionOf(text: string, offset: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

function applied(text: string, edits: TextEdit[]): string {
  const offset = ({ line, character }: { line: number; character: number }): number => text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  return edits.toSorted((a, b) => offset(b.range.start) - offset(a.range.start)).reduce((all, edit) => all.slice(0, offset(edit.range.start)) + edit.newText + all.slice(offset(edit.range.end)), text);
}

const good = '指标 按期公示率 {\n  依据 “某办法” 条款 “三”\n  取值 行政执法决定 中 类别 为 行政处罚 的，公示日期 已填 的 占比\n}\n';

describe('diagnostics', () => {
  test('come after opening, carry the version, follow incremental changes, and go when the document is closed', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', good);
    expect(await client.judged(document.uri, 1)).toMatchObject({ version: 1, diagnostics: [] });
    await document.change('公示日期', '公示日期𠮷');
    await document.change('已填', '已填且');
    const { diagnostics } = await client.judged(document.uri, 3);
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics[0]).toMatchObject({ severity: 1, source: 'heng', code: expect.any(String) });
    expect(diagnostics[0]!.message).toMatch(/[\u4e00-\u9fff]/);
    await document.change('已填且', '已填');
    await document.change('𠮷', '');
    expect((await client.judged(document.uri, 5)).diagnostics).toEqual([]);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: document.uri } });
    await expect.poll(async () => (await client.judged(document.uri)).version, { timeout: 5000 }).toBeUndefined();
  });
  test('count columns in UTF-16 units', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', good.replace('公示日期 已填', '案号 为 “𠮷𠮷” 且 不认识的 已填'));
    const { diagnostics: [one] } = await client.judged(document.uri, 1);
    expect(document.at(one!.range)).toBe('不认识的');
  });
  test('are in the language that is asked for', async () => {
    for (const [options, expected] of [[{ locale: 'en-GB' }, /is not an indicator/], [{ initializationOptions: { locale: 'en' } }, /is not an indicator/], [{ locale: 'zh-cn' }, /没有/], [{ locale: 'de' }, /没有/]] as const) {
      const client = await start({}, options);
      const document = await Document.open(client, 'a.heng', 'indicator a { source "x" value nothing_known }');
      expect((await client.judged(document.uri, 1)).diagnostics[0]!.message).toMatch(expected);
    }
  });
  test('take in the packs that are used, of the workspace and those shipped, and follow them as they change', async () => {
    const client = await start({ 'common.heng': 'pack common "公用" { }\nparameter days { value 7 workdays source "甲" }\n' });
    const document = await Document.open(client, 'a.heng', 'pack own "自己" { }\nuse "common"\nindicator a { source "甲" value share of decisions with disclosed_on within days of decided_on }');
    expect((await client.judged(document.uri, 1)).diagnostics).toEqual([]);
    const used = await Document.open(client, 'common.heng', 'pack common "公用" { }\nparameter other { value 7 workdays source "甲" }\n');
    await client.judged(used.uri, 1);
    await document.change('source "甲"', 'source "乙"');
    expect((await client.judged(document.uri, 2)).diagnostics.map((one) => document.at(one.range))).toEqual(['days']);
  });
});

describe('a client may ask for', () => {
  test('completion, by name, label and pinyin initials, with the word to replace', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', 'indicator a { value share of decisions with disclosed_|xyz }');
    const { items, isIncomplete } = await document.ask<CompletionList>('completion');
    expect(isIncomplete).toBe(true);
    expect(items[0]).toMatchObject({ label: 'disclosed_on', detail: '公示日期', textEdit: { newText: 'disclosed_on' } });
    expect(document.at((items[0]!.textEdit as TextEdit).range)).toBe('disclosed_xyz');
    const chinese = await Document.open(client, 'b.heng', '指标 甲 { 取值 行政执法决定 中 gsrq| }');
    await expect.poll(async () => (await chinese.ask<CompletionList>('completion')).items.map((item) => item.label), { timeout: 10_000 }).toContain('公示日期');
    expect((await chinese.ask<CompletionList>('completion')).items.find((item) => item.label === '公示日期')!.filterText).toBe('gsrq');
  });
  test('hover', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', good.replace('公示日期', '公示|日期'));
    const { contents, range } = await document.ask<{ contents: { kind: string; value: string }; range: never }>('hover');
    expect(contents).toEqual({ kind: 'markdown', value: '**公示日期** `disclosed_on` · 字段 · 行政执法决定\n\n日期' });
    expect(document.at(range)).toBe('公示日期');
  });
  test('the definition, also in the shipped declarations', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', `${good.replace('公示日期', '公示|日期')}指标 乙 { 取值 按期|公示率 }`);
    const [field] = await document.ask<Location[]>('definition');
    expect(field!.uri).toMatch(/data\/catalogue\/decisions\.heng$/);
    expect(await document.ask<Location[]>('definition', {}, 1)).toEqual([{ uri: document.uri, range: { start: { line: 0, character: 3 }, end: { line: 0, character: 8 } } }]);
  });
  test('references in all files of the workspace that have it in scope', async () => {
    const client = await start({
      'common.heng': 'pack common "公用" { }\nparameter days "期限" { value 7 workdays source "甲" }\n',
      'a.heng': 'pack one "一" { }\nuse "common"\nindicator a { source "甲" value share of decisions with disclosed_on within days of decided_on }',
      'b.heng': 'pack two "二" { }\nindicator a { source "甲" value share of decisions with disclosed_on within days of decided_on }',
    });
    const document = await Document.open(client, 'common.heng', 'pack common "公用" { }\nparameter day|s "期限" { value 7 workdays source "甲" }\n');
    const found = await document.ask<Location[]>('references', { context: { includeDeclaration: false } });
    expect(found.map((one) => one.uri)).toEqual([pathToFileURL(join(client.folder, 'a.heng')).href]);
    expect(await document.ask<Location[]>('references', { context: { includeDeclaration: true } })).toHaveLength(3);
    expect(await document.ask<unknown[]>('documentHighlight')).toHaveLength(2);
  });
  test('renaming, in all files that write the name', async () => {
    const client = await start({ 'common.heng': 'pack common "公用" { }\nparameter days "期限" { value 7 workdays source "甲" }\n' });
    const document = await Document.open(client, 'a.heng', 'use "common"\nindicator a { source "甲" value share of decisions with disclosed_on within da|ys of decided_on }\nindicator b { source "甲" value share of decisions with disclosed_on within 期限 of decided_on }');
    expect(await document.ask('prepareRename')).toMatchObject({ placeholder: 'days' });
    const { changes } = await document.ask<WorkspaceEdit>('rename', { newName: '天数（新）' });
    expect(applied(document.text, changes![document.uri]!)).toBe(document.text.replace('days', '`天数（新）`'));
    expect(Object.keys(changes!).map((uri) => uri.split('/').at(-1))).toEqual(['common.heng', 'a.heng']);
  });
  test('renaming what is shipped, and is told why not', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', good.replace('公示日期', '公示|日期'));
    await expect(document.ask('prepareRename')).rejects.toThrow('“公示日期”在“catalogue/decisions.heng”里声明，该文件只读');
    await expect(document.ask('rename', { newName: 'x' })).rejects.toThrow('只读');
  });
  test('symbols and folds', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', `${good}台账 甲 “甲账” { 主键 乙 年度依 丙 字段 乙 文本 字段 丙 日期 }\n考评表 s “表” {\n  维度 “一” 100 { 按期公示率 100 { 按比例 } }\n}`);
    const symbols = await document.ask<DocumentSymbol[]>('documentSymbol');
    expect(symbols.map((one) => [one.name, one.children?.map((child) => child.name)])).toEqual([['按期公示率', undefined], ['甲账', ['乙', '丙']], ['表', ['一']]]);
    expect(await document.ask('foldingRange')).toEqual([{ startLine: 0, endLine: 2 }, { startLine: 5, endLine: 6 }]);
  });
  test('the whole text in its one layout; nothing where it is so already', async () => {
    const document = await Document.open(await shared(), 'untidy.heng', 'define a=1\n\n\ndefine   b = count( decisions ) // 件');
    const [edit] = (await document.ask('formatting', { options: { tabSize: 2, insertSpaces: true } })) as TextEdit[];
    expect(edit).toEqual({ range: { start: { line: 0, character: 0 }, end: { line: 3, character: 36 } }, newText: 'define a = 1\n\ndefine b = count(decisions)  // 件\n' });
    const tidy = await Document.open(await shared(), 'tidy.heng', edit!.newText);
    expect(await tidy.ask('formatting', { options: { tabSize: 2, insertSpaces: true } })).toEqual([]);
  });
  test('quick fixes, as edits', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', good.replace('公示日期 已填', '公示日期已填'));
    const { diagnostics } = await client.judged(document.uri, 1);
    const found = await document.ask<{ title: string; kind: string; edit: WorkspaceEdit }[]>('codeAction', { range: diagnostics[0]!.range, context: { diagnostics } });
    expect(found.map((one) => [one.kind, one.title])).toEqual([['quickfix', '改为 公示日期 已填'], ['refactor.rewrite', '关键词改为英文']]);
    expect(applied(document.text, found[0]!.edit.changes![document.uri]!)).toBe(good);
    expect(await document.ask('codeAction', { range: diagnostics[0]!.range, context: { diagnostics, only: ['source'] } })).toEqual([]);
  });
  test('formatting, as an edit', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', good.replace('  取值 ', '        取值    '));
    expect(applied(document.text, await document.ask<TextEdit[]>('formatting', { options: { tabSize: 2, insertSpaces: true } }))).toMatch(/^指标 按期公示率 \{\n  依据 .*\n  取值 行政执法决定/);
    const broken = await Document.open(client, 'b.heng', '指标 甲 { 取值 （ ');
    expect(applied(broken.text, await broken.ask<TextEdit[]>('formatting', { options: { tabSize: 2, insertSpaces: true } }))).toContain('指标 甲 { 取值 （');
  });
  test('completion of whole declarations, with placeholders where it knows them, and of packs', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', '指标 甲 { 取值 1 }\n|');
    const snippet = (await document.ask<CompletionList>('completion')).items.find((item) => item.label === '参数 … { }')!;
    expect(snippet).toMatchObject({ insertTextFormat: 1, textEdit: { newText: expect.stringContaining('参数 名称 “全称” {') } });
    const use = await Document.open(client, 'b.heng', '引用 |');
    expect((await use.ask<CompletionList>('completion')).items.map((item) => item.detail ?? item.label)).toEqual(expect.arrayContaining(['national', 'xian_2022']));
  });
  test('colours by meaning', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', good);
    const { legend } = client.capabilities['semanticTokensProvider'] as { legend: { tokenTypes: string[] } };
    const { data } = await document.ask<{ data: number[] }>('semanticTokens/full');
    const shown: string[] = [];
    for (let index = 0, line = 0, character = 0; index < data.length; index += 5) {
      line += data[index]!;
      character = data[index]! > 0 ? data[index + 1]! : character + data[index + 1]!;
      shown.push(`${document.at({ start: { line, character }, end: { line, character: character + data[index + 2]! } })} ${legend.tokenTypes[data[index + 3]!]}`);
    }
    expect(shown).toEqual(expect.arrayContaining(['按期公示率 function', '行政执法决定 class', '类别 property', '行政处罚 enumMember', '取值 keyword', '“某办法” string']));
  });
});

describe('nothing that a client sends ends the server', () => {
  const broken = 'indicator a { value share of decisions where kind = pen|alty with ( [ “ \n} } scorecard { 》》\u0000';
  test('every request is answered in a broken text', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', broken);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    expect(await document.ask('hover')).toMatchObject({ contents: { value: expect.stringContaining('行政处罚') } });
    expect(await document.ask<Location[]>('definition')).toHaveLength(1);
    for (const [method, more] of [
      ['completion', {}], ['references', { context: { includeDeclaration: true } }], ['documentHighlight', {}], ['documentSymbol', {}], ['foldingRange', {}],
      ['codeAction', { range, context: { diagnostics: [] } }], ['semanticTokens/full', {}],
    ] as const) expect(await document.ask(method, more), method).not.toBeUndefined();
    expect((await client.judged(document.uri, 1)).diagnostics.length).toBeGreaterThan(0);
  });
  test('unknown documents, places beyond the text, wrong parameters and unknown requests are answered', async () => {
    const client = await shared();
    const document = await Document.open(client, 'a.heng', good);
    const position = { line: 999_999, character: 999_999 };
    expect(await client.connection.sendRequest('textDocument/hover', { textDocument: { uri: 'file:///nowhere.heng' }, position })).toBeNull();
    expect(await client.connection.sendRequest('textDocument/hover', { textDocument: { uri: 'untitled:%%%' }, position })).toBeNull();
    expect(await document.ask('hover', { position })).toBeNull();
    expect(await document.ask('completion', { position: { line: -1, character: -5 } })).toMatchObject({ items: expect.anything() });
    for (const method of ['hover', 'definition', 'completion', 'references', 'rename', 'prepareRename', 'codeAction', 'documentSymbol', 'foldingRange', 'formatting', 'semanticTokens/full']) {
      await client.connection.sendRequest(`textDocument/${method}`, {} as never).catch(() => 'an error is an answer');
    }
    await expect(client.connection.sendRequest('no/such/request')).rejects.toThrow();
    await client.connection.sendNotification('textDocument/didChange', { textDocument: { uri: 'file:///nowhere.heng', version: 1 }, contentChanges: [{ text: 'x' }] });
    await client.connection.sendNotification('no/such/notification', { a: 1 });
    expect(await document.ask('documentSymbol')).toHaveLength(1);
  });
  test('messages that are no JSON, or no requests', async () => {
    const client = await start();
    const document = await Document.open(client, 'a.heng', good);
    client.child.stdin!.write('Content-Length: 9\r\n\r\n{"a": 1,}');
    client.child.stdin!.write('Content-Length: 2\r\n\r\n[]');
    client.child.stdin!.write(`Content-Length: ${Buffer.byteLength('{"jsonrpc":"2.0","id":"x","method":12,"params":"y"}')}\r\n\r\n{"jsonrpc":"2.0","id":"x","method":12,"params":"y"}`);
    expect(await document.ask('documentSymbol')).toHaveLength(1);
  });
  test('a document without a file, and one of the shipped declarations, are served', async () => {
    const client = await shared();
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: 'untitled:Untitled-1', languageId: 'heng', version: 4, text: good } });
    expect((await client.judged('untitled:Untitled-1', 4)).diagnostics).toEqual([]);
    const { uri } = (await client.connection.sendRequest<Location[]>('textDocument/definition', { textDocument: { uri: 'untitled:Untitled-1' }, position: { line: 2, character: 6 } }))[0]!;
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'heng', version: 1, text: 'ledger decisions "行政执法决定" { key case_no dated by d field case_no text field d date }' } });
    await client.judged(uri, 1);
    expect((await client.connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } }))[0]!.name).toBe('行政执法决定');
  });
});

describe('the end', () => {
  test('after shutdown and exit is with code 0', async () => {
    const { connection, ended } = await start();
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await ended).toBe(0);
  });
  test('without shutdown is with code 1, also when the client goes away', async () => {
    const one = await start({}, { words: [] });
    await one.connection.sendNotification('exit');
    expect(await one.ended).toBe(1);
    const other = await start();
    other.child.stdin!.end();
    expect(await other.ended).toBe(1);
  });
});
