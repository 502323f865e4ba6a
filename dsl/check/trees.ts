/** Walking the trees of expressions. */
import type { ExprAst, Name } from '../syntax/ast.ts';

/** The paths of an expression in the order of the text, not those of aggregates within it. Not by recursion: sums nest deeply. */
export function pathsIn(ast: ExprAst | undefined): Name[][] {
  const paths: Name[][] = [];
  const left = ast ? [ast] : [];
  for (let part = left.pop(); part; part = left.pop()) {
    if (part.kind === 'path') paths.push(part.parts);
    if (part.kind === 'aggregate' || part.kind === 'share' || part.kind === 'distribution') continue;
    left.push(...parts(part).toReversed());
  }
  return paths;
}

export function holdsBroken(ast: ExprAst): boolean {
  const left = [ast];
  for (let part = left.pop(); part; part = left.pop()) {
    if (part.kind === 'broken') return true;
    left.push(...parts(part));
  }
  return false;
}

/** The direct parts of an expression. */
export function parts(ast: ExprAst): ExprAst[] {
  switch (ast.kind) {
    case 'compare': case 'arithmetic': return [ast.left, ast.right];
    case 'in': return [ast.operand, ...ast.values];
    case 'filled': case 'empty': case 'not': case 'convert': case 'rounded': case 'highestOf': case 'lastYear': case 'growth': case 'bucketOf': return [ast.operand];
    case 'within': return [ast.date, ast.count, ast.from];
    case 'by': return [ast.date, ast.deadline];
    case 'and': case 'or': return ast.operands;
    case 'else': return [ast.operand, ast.fallback];
    case 'daysBetween': return [ast.from, ast.to];
    case 'aggregate': return [ast.of, ast.where].filter((part) => part !== undefined);
    case 'quantified': return [ast.with];
    case 'distribution': return [ast.by, ...(ast.where ? [ast.where] : [])];
    case 'share': return [
      ...(ast.over.kind === 'ledger' ? ast.over.groupBy ?? [] : ast.over.kind === 'each' ? [ast.over.field, ...ast.over.values] : []),
      ...(ast.where ? [ast.where] : []), ...ast.excluding.map((excluded) => excluded.condition), ast.with,
    ];
    default: return [];
  }
}
