/** What a text declares, in order: for a list of contents beside the editor. Works on broken text. */
import type { Range } from '../program.ts';
import type { ItemAst, Name, ReportItemAst, SyntaxTree, Text } from '../syntax/ast.ts';

type Declaration = SyntaxTree['declarations'][number];
export interface OutlineEntry {
  kind: Declaration['kind'] | 'field' | 'column' | 'choice' | 'dimension' | 'item' | 'part';
  name: string; label: string; range: Range; nameRange: Range;
  /** Fields, columns, choices, dimensions and their items. */
  children?: OutlineEntry[];
}

export function outline(tree: SyntaxTree): OutlineEntry[] {
  return tree.declarations.map((ast): OutlineEntry => {
    const children = partsOf(ast);
    const inner = children.length > 0 ? { children } : {};
    switch (ast.kind) {
      case 'use': return { kind: ast.kind, name: ast.pack.value, label: ast.pack.value, range: ast.at, nameRange: ast.pack.at };
      case 'example': return { kind: ast.kind, name: ast.indicator.text, label: ast.label.value, range: ast.at, nameRange: ast.label.at };
      default: return { kind: ast.kind, name: ast.name.text, label: ast.label?.value ?? ast.name.text, range: ast.at, nameRange: ast.name.at, ...inner };
    }
  });
}

function partsOf(ast: Declaration): OutlineEntry[] {
  switch (ast.kind) {
    case 'ledger': return ast.fields.map((field) => part('field', field, field.at));
    case 'form': case 'view': return ast.columns.map((column) => part('column', column, column.at));
    case 'list': return ast.choices.map((choice) => part('choice', choice, choice.at));
    case 'scorecard': return [
      ...ast.dimensions.map((one): OutlineEntry => ({ ...part('dimension', one, one.at), ...(one.items.length > 0 && { children: one.items.map(item) }) })),
      ...ast.bonus?.items.map(item) ?? [], ...ast.deductions?.items.map(item) ?? [],
    ];
    case 'report': return ast.parts.map((one): OutlineEntry => {
      const children = one.items.flatMap((inner) => reportItem(inner));
      return { ...part('part', one, one.at), ...(children.length > 0 && { children }) };
    });
    default: return [];
  }
}

/** Tables, charts, sections and named texts of a report. */
function reportItem(one: ReportItemAst): OutlineEntry[] {
  switch (one.kind) {
    case 'section': return [{ ...part('part', { label: one.label }, one.at), children: one.items.flatMap(reportItem) }];
    case 'table': case 'chart': case 'toWrite': return [part('item', { name: one.name, ...('label' in one && one.label && { label: one.label }) }, one.at)];
    case 'text': return one.name ? [part('item', { name: one.name }, one.at)] : [];
    case 'note': return [];
  }
}

const item = (one: ItemAst): OutlineEntry => part('item', { ...(one.indicator && { name: one.indicator }), ...(one.label && { label: one.label }) }, one.at);

function part(kind: OutlineEntry['kind'], { name, label }: { name?: Name; label?: Text }, at: Range): OutlineEntry {
  return { kind, name: name?.text ?? label?.value ?? '', label: label?.value ?? name?.text ?? '', range: at, nameRange: name?.at ?? label?.at ?? at };
}
