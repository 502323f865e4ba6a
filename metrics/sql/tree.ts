/**
 * A query as a tree, in a vocabulary that belongs to no engine: a dialect module turns it into text.
 * The small constructors fold what is known (`and` drops TRUE, `eq` of two literals is left to the engine) so that the
 * text holds nothing a reader could have crossed out. Truth is SQL's: "is true" counts, NULL and FALSE do not; therefore
 * no constructor ever negates a composed condition (a plan pushes negation inward first).
 */

export type SqlType = 'text' | 'integer' | 'bigint' | 'decimal' | 'double' | 'date' | 'boolean';

/** Functions by meaning; each dialect says how it writes them. */
export type Fn =
  | 'count' | 'countIf' | 'countDistinct' | 'listDistinct' | 'sum' | 'min' | 'max' | 'quantileDisc' | 'valueAtMax' | 'anyValue'
  | 'coalesce' | 'least' | 'greatest' | 'nullIf' | 'negate' | 'year' | 'floor' | 'ceiling' | 'absolute'
  | 'monthOf' | 'quarterOf'
  | 'startsWith' | 'length' | 'regionPrefix' | 'listHas' | 'listHasAny' | 'listText' | 'unnest' | 'row' | 'divide';

/** `same`: equal, or both NULL. */
export type Infix = '+' | '-' | '*' | '=' | 'same' | '<>' | '<' | '<=' | '>' | '>=';

export type Sql =
  | { k: 'column'; table: string | null; name: string }
  | { k: 'text'; value: string } | { k: 'number'; value: string } | { k: 'date'; value: string }
  | { k: 'boolean'; value: boolean } | { k: 'null'; type: SqlType }
  | { k: 'list'; items: Sql[] }
  | { k: 'call'; fn: Fn; args: Sql[] }
  | { k: 'infix'; op: Infix; left: Sql; right: Sql }
  | { k: 'and'; items: Sql[] } | { k: 'or'; items: Sql[] } | { k: 'not'; operand: Sql }
  | { k: 'isNull'; operand: Sql; negated: boolean }
  | { k: 'isTrue'; operand: Sql; negated: boolean }
  | { k: 'in'; operand: Sql; items: Sql[]; negated: boolean }
  | { k: 'case'; whens: { when: Sql; value: Sql }[]; otherwise: Sql | null }
  | { k: 'cast'; operand: Sql; type: SqlType }
  | { k: 'scalar'; query: Query };

export interface Selected { expr: Sql; as: string }
export interface Source { table?: string; query?: Query; as: string }
export interface Join { kind: 'left' | 'inner'; source: Source; on: Sql }
export interface Query {
  select: Selected[]; from: Source; joins?: Join[]; where?: Sql; groupBy?: Sql[];
  orderBy?: { expr: Sql; descending?: boolean }[]; limit?: number; offset?: number;
}

export const TRUE: Sql = { k: 'boolean', value: true };
export const FALSE: Sql = { k: 'boolean', value: false };
export const isTrueLiteral = (s: Sql): boolean => s.k === 'boolean' && s.value;
export const isFalseLiteral = (s: Sql): boolean => (s.k === 'boolean' && !s.value) || (s.k === 'null');

export const column = (table: string | null, name: string): Sql => ({ k: 'column', table, name });
export const text = (value: string): Sql => ({ k: 'text', value });
export const number = (value: string | number | bigint): Sql => ({ k: 'number', value: String(value) });
export const date = (value: string): Sql => ({ k: 'date', value });
export const nothing = (type: SqlType): Sql => ({ k: 'null', type });
export const call = (fn: Fn, ...args: Sql[]): Sql => ({ k: 'call', fn, args });
export const infix = (op: Infix, left: Sql, right: Sql): Sql => ({ k: 'infix', op, left, right });
export const cast = (operand: Sql, type: SqlType): Sql => ({ k: 'cast', operand, type });
export const isNull = (operand: Sql): Sql => ({ k: 'isNull', operand, negated: false });
export const notNull = (operand: Sql): Sql => ({ k: 'isNull', operand, negated: true });
export const isTrue = (operand: Sql): Sql => (operand.k === 'boolean' ? operand : { k: 'isTrue', operand, negated: false });
/** FALSE or NULL: what `not` of a condition means where the condition is a definite one. */
export const notTrue = (operand: Sql): Sql =>
  operand.k === 'boolean' ? (operand.value ? FALSE : TRUE) : operand.k === 'null' ? TRUE
    : operand.k === 'isNull' || operand.k === 'isTrue' ? { ...operand, negated: !operand.negated } : { k: 'isTrue', operand, negated: true };
export const not = (operand: Sql): Sql => ({ k: 'not', operand });
export const inList = (operand: Sql, items: Sql[], negated = false): Sql => ({ k: 'in', operand, items, negated });

export function and(...items: Sql[]): Sql {
  const flat = unique(items.flatMap((item) => (item.k === 'and' ? item.items : [item])).filter((item) => !isTrueLiteral(item)));
  if (flat.some(isFalseLiteral)) return FALSE;
  return flat.length === 0 ? TRUE : flat.length === 1 ? flat[0]! : { k: 'and', items: flat };
}
export function or(...items: Sql[]): Sql {
  const flat = unique(items.flatMap((item) => (item.k === 'or' ? item.items : [item])).filter((item) => !isFalseLiteral(item)));
  if (flat.some(isTrueLiteral)) return TRUE;
  return flat.length === 0 ? FALSE : flat.length === 1 ? flat[0]! : { k: 'or', items: flat };
}
/** Branches that cannot be taken are dropped; a single certain branch is its value. */
export function cases(whens: { when: Sql; value: Sql }[], otherwise: Sql | null): Sql {
  const kept: { when: Sql; value: Sql }[] = [];
  for (const branch of whens) {
    if (isFalseLiteral(branch.when)) continue;
    if (isTrueLiteral(branch.when)) { otherwise = branch.value; break; }
    kept.push(branch);
  }
  if (kept.length === 0 && otherwise) return otherwise;
  return { k: 'case', whens: kept, otherwise };
}

/** A canonical text of a tree: equal trees, equal keys. */
export const keyOf = (tree: unknown): string => JSON.stringify(tree);

function unique(items: Sql[]): Sql[] {
  if (items.length < 2) return items;
  const seen = new Set<string>();
  return items.filter((item) => { const key = keyOf(item); if (seen.has(key)) return false; seen.add(key); return true; });
}
