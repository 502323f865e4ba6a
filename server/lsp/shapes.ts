/** Answers of the language service in the shapes of the protocol. Positions there are 0-based, columns count UTF-16 units too. */
import {
  CodeActionKind, CompletionItemKind, DiagnosticSeverity, DocumentSymbol, FoldingRangeKind, InsertTextFormat, MarkupKind, SymbolKind,
  type CodeAction, type CompletionItem, type Diagnostic as LspDiagnostic, type FoldingRange, type Hover as LspHover, type Range as LspRange, type TextEdit, type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Action, Colour, Completion, Diagnostic, Edit, Fold, Hover, OutlineEntry, Range } from '../../dsl/index.ts';
import type { Words } from '../words.ts';

export type Locale = 'zh' | 'en';
type Say = (words: Words) => string;
export const sayIn = (locale: Locale): Say => (words) => words[locale];

export const rangeOf = (range: Range): LspRange => ({
  start: { line: range.start.line - 1, character: range.start.column - 1 }, end: { line: range.end.line - 1, character: range.end.column - 1 },
});

const before = (a: LspRange['start'], b: LspRange['start']): boolean => a.line < b.line || (a.line === b.line && a.character < b.character);

export function diagnosticOf(one: Diagnostic, say: Say): LspDiagnostic {
  const severity = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, info: DiagnosticSeverity.Information }[one.severity];
  return { range: rangeOf(one.range), severity, code: one.code, source: 'heng', message: [one.message, ...one.hints ?? []].map(say).join('\n') };
}

const completionKinds: Record<Completion['kind'], CompletionItemKind> = {
  field: CompletionItemKind.Field, ledger: CompletionItemKind.Class, form: CompletionItemKind.Class, column: CompletionItemKind.Field, group: CompletionItemKind.Struct,
  indicator: CompletionItemKind.Function, parameter: CompletionItemKind.Variable, define: CompletionItemKind.Reference, order: CompletionItemKind.Enum, choice: CompletionItemKind.EnumMember,
  scorecard: CompletionItemKind.Struct, report: CompletionItemKind.File, view: CompletionItemKind.Class, pack: CompletionItemKind.Module, snippet: CompletionItemKind.Snippet,
  unit: CompletionItemKind.Unit, keyword: CompletionItemKind.Keyword, function: CompletionItemKind.Function,
};

/**
 * @param typed what stands before the caret: the client filters by it, but the service has found by label and initials too.
 * @param placeholders whether the client knows them.
 */
export function completionOf(one: Completion, place: number, typed: string, range: LspRange, placeholders: boolean): CompletionItem {
  const snippet = placeholders ? one.snippet : undefined;
  return {
    label: one.label, kind: completionKinds[one.kind], sortText: String(place).padStart(5, '0'), filterText: typed === '' ? one.label : typed,
    ...(one.detail !== undefined && { detail: one.detail }), insertTextFormat: snippet === undefined ? InsertTextFormat.PlainText : InsertTextFormat.Snippet,
    textEdit: { range, newText: snippet ?? one.insert ?? one.label },
  };
}

export function hoverOf(one: Hover, say: Say, markdown: boolean): LspHover {
  const escape = (text: string): string => (markdown ? text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&') : text);
  const title = escape(say(one.title)), kind = escape(say(one.kind));
  const head = markdown ? `**${title}**${one.name ? ` \`${one.name}\`` : ''} · ${kind}` : `${title}${one.name ? ` ${one.name}` : ''} · ${kind}`;
  return { contents: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: [head, ...one.lines.map((line) => escape(say(line)))].join(markdown ? '\n\n' : '\n') }, range: rangeOf(one.at) };
}

const symbolKinds: Record<OutlineEntry['kind'], SymbolKind> = {
  use: SymbolKind.Package, pack: SymbolKind.Package, list: SymbolKind.Enum, ledger: SymbolKind.Class, form: SymbolKind.Class, view: SymbolKind.Class, order: SymbolKind.Enum,
  parameter: SymbolKind.Variable, define: SymbolKind.Constant, indicator: SymbolKind.Function, task: SymbolKind.Event, scorecard: SymbolKind.Struct, example: SymbolKind.String,
  report: SymbolKind.File, part: SymbolKind.Namespace,
  field: SymbolKind.Field, column: SymbolKind.Field, choice: SymbolKind.EnumMember, dimension: SymbolKind.Namespace, item: SymbolKind.Property,
};

export function symbolOf(one: OutlineEntry): DocumentSymbol {
  const whole = rangeOf(one.range), name = rangeOf(one.nameRange);
  // The protocol wants the name within the whole, and not empty.
  const within = !before(name.start, whole.start) && !before(whole.end, name.end);
  return DocumentSymbol.create(one.label || one.name || '…', one.name === one.label ? undefined : one.name, symbolKinds[one.kind], whole, within ? name : { start: whole.start, end: whole.start }, one.children?.map(symbolOf));
}

export function foldOf(one: Fold): FoldingRange {
  // A closing brace stays in sight.
  const endLine = one.kind === 'block' ? one.toLine - 2 : one.toLine - 1;
  return { startLine: one.fromLine - 1, endLine: Math.max(one.fromLine - 1, endLine), ...(one.kind === 'comment' && { kind: FoldingRangeKind.Comment }) };
}

/** Edits by document; edits of a file that has no uri are left out. */
export function workspaceEditOf(edits: readonly Edit[], uriOf: (file: string) => string | undefined): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of edits) {
    const uri = uriOf(edit.range.file);
    if (uri !== undefined) (changes[uri] ??= []).push({ range: rangeOf(edit.range), newText: edit.text });
  }
  return { changes };
}

export function actionOf(one: Action, say: Say, uriOf: (file: string) => string | undefined): CodeAction {
  return {
    title: say(one.title), kind: one.kind === 'fix' ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite, edit: workspaceEditOf(one.edits, uriOf),
    ...(one.diagnostic && { diagnostics: [diagnosticOf(one.diagnostic, say)], isPreferred: one.diagnostic.fix !== undefined }),
  };
}

/** The protocol's own types, and which of them each of ours is. */
export const tokenTypes = ['namespace', 'class', 'enum', 'variable', 'macro', 'function', 'struct', 'event', 'property', 'enumMember', 'keyword', 'string', 'number', 'comment', 'operator'] as const;
export const tokenModifiers = ['declaration'] as const;
const tokenTypeOf: Record<Colour['kind'], (typeof tokenTypes)[number] | undefined> = {
  pack: 'namespace', ledger: 'class', form: 'class', view: 'class', list: 'enum', order: 'enum', parameter: 'variable', define: 'macro', indicator: 'function', scorecard: 'struct',
  report: 'struct', task: 'event', field: 'property', column: 'property', group: 'property', choice: 'enumMember', grade: 'enumMember', unknown: undefined,
  keyword: 'keyword', string: 'string', number: 'number', comment: 'comment', operator: 'operator', punctuation: undefined,
};

/** Five numbers a token: lines and columns relative to the one before, length, type, modifiers. What spans lines is left out. */
export function semanticTokensOf(colours: readonly Colour[], positionAt: (offset: number) => { line: number; column: number }): number[] {
  const data: number[] = [];
  let line = 1, column = 1;
  for (const one of colours) {
    const type = tokenTypeOf[one.kind];
    const start = positionAt(one.from);
    if (type === undefined || positionAt(one.to).line !== start.line) continue;
    data.push(start.line - line, start.line === line ? start.column - column : start.column - 1, one.to - one.from, tokenTypes.indexOf(type), one.declares ? 1 : 0);
    ({ line, column } = start);
  }
  return data;
}
