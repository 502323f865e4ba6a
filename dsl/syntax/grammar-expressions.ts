/**
 * Expressions: logic over tests over quantities over operands. Both word orders make the same tree.
 * Binding, tightest first: `as 件`, `else`, × ÷, + −, comparison, not, and, or. `not` takes the whole comparison.
 */
import type { IOrAlt, IToken } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { CompareOp, Unit } from '../program.ts';
import type { ExprAst } from './ast.ts';
import { AggregateGrammar, bucketsOf } from './grammar-aggregates.ts';
import { maximumDepth, tokenMatcher } from './grammar-base.ts';
import { rangeOf } from './lexer.ts';
import * as t from './tokens.ts';
import { keyword as k, normalise } from './tokens.ts';
import { unitOfWord } from './units.ts';

/** What stands after an operand and makes a test of it. */
type Suffix = (left: ExprAst, at: ExprAst['at']) => ExprAst;

/** 检查日期.月份 is `month of 检查日期`. */
const bucketWords: Record<string, 'month' | 'quarter'> = { 月份: 'month', 季度: 'quarter' };

/** Operators in one row: `a + b + c …`. */
const maximumChain = 400;

export class ExpressionGrammar extends AggregateGrammar {
  // ---- logic

  override expression = this.RULE('expression', (): ExprAst => {
    const first = this.LA(1);
    return this.OR([
      { ALT: () => this.SUBRULE(this.implication) },
      { ALT: () => {
        const anyOf: ExprAst[][] = [[this.SUBRULE(this.test)]];
        this.MANY({ GATE: this.logicGoesOn, DEF: () => {
          this.OPTION(() => this.commaTooMany(this.CONSUME(t.Comma)));
          const or = this.OR2([
            { ALT: () => { this.CONSUME(k('And')); return false; } },
            { ALT: () => { this.CONSUME(k('Or')); return true; } },
          ]);
          const next = this.SUBRULE2(this.test);
          if (or) this.counted(anyOf).push([next]); else this.counted(anyOf.at(-1)!).push(next);
        } });
        return this.ACTION(() => {
          const all = anyOf.map((operands): ExprAst => operands.length === 1 ? operands[0]!
            : { kind: 'and', operands, at: { file: this.file, start: operands[0]!.at.start, end: operands.at(-1)!.at.end } });
          return all.length === 1 ? all[0]! : { kind: 'or', operands: all, at: this.at(first) } satisfies ExprAst;
        });
      } },
    ]);
  });

  /** `，且` is what Chinese authors type: the comma is said to be too many, and reading goes on. */
  private readonly logicGoesOn = (): boolean => {
    if (!tokenMatcher(this.LA(1), t.Comma)) return true;
    return tokenMatcher(this.LA(2), k('And')) || tokenMatcher(this.LA(2), k('Or'));
  };

  /** `if A then B` is `not A or B`. */
  protected implication = this.RULE('implication', (): ExprAst => this.deeper(() => {
    const first = this.CONSUME(k('If'));
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(k('Then'));
    const consequence = this.SUBRULE2(this.expression);
    return this.ACTION((): ExprAst => ({ kind: 'or', operands: [{ kind: 'not', operand: condition, at: condition.at }, consequence], at: this.at(first) }));
  }));

  protected test = this.RULE('test', (): ExprAst => {
    const nots: IToken[] = [];
    this.MANY(() => { nots.push(this.CONSUME(k('Not'))); });
    const first = this.LA(1);
    let result = this.SUBRULE(this.quantity);
    this.OPTION(() => {
      const suffix = this.SUBRULE(this.suffix);
      this.ACTION(() => {
        result = suffix(result, this.at(first));
        if (tokenMatcher(this.LA(1), t.Relation)) this.say(diagnose('compare-once', rangeOf(this.file, this.LA(1)), {}));
      });
    });
    this.ACTION(() => {
      if (nots.length > maximumDepth) this.tooDeep(nots[0]!, nots);
      for (let left = nots.pop(); left; left = nots.pop()) result = { kind: 'not', operand: result, at: this.at(left) };
    });
    return result;
  });

  protected suffix = this.RULE('suffix', (): Suffix => this.OR({ ERR_MSG: 'relation', DEF: [
    { ALT: (): Suffix => {
      const op = this.CONSUME(t.Relation);
      const right = this.SUBRULE(this.quantity);
      return (left, at) => ({ kind: 'compare', op: op.payload as CompareOp, left, right, at });
    } },
    { ALT: (): Suffix => {
      const negative = this.OR2([
        { ALT: () => { this.CONSUME(k('Is')); return false; } },
        { ALT: () => { this.CONSUME(k('IsNot')); return true; } },
        { GATE: () => this.LA(1).image === '是', ALT: () => { this.CONSUME(k('Yes')); return false; } }, // 层级 是 市
      ]);
      const values = this.SUBRULE(this.values);
      return (left, at): ExprAst => values.length === 1
        ? { kind: 'compare', op: negative ? '!=' : '=', left, right: values[0]!, at }
        : within(negative, { kind: 'in', operand: left, values, at });
    } },
    { ALT: (): Suffix => {
      const negative = this.OR3([
        { ALT: () => { this.CONSUME(k('In')); return false; } },
        { ALT: () => { this.CONSUME(k('NotIn')); return true; } },
      ]);
      const values = this.SUBRULE2(this.values);
      return (left, at) => within(negative, { kind: 'in', operand: left, values, at });
    } },
    { ALT: (): Suffix => { this.CONSUME(k('Filled')); return (operand, at) => ({ kind: 'filled', operand, at }); } },
    { ALT: (): Suffix => { this.CONSUME(k('Empty')); return (operand, at) => ({ kind: 'empty', operand, at }); } },
    { ALT: (): Suffix => {
      this.CONSUME(k('Within'));
      const count = this.SUBRULE2(this.quantity);
      this.CONSUME(k('Of'));
      const from = this.SUBRULE3(this.quantity);
      const sameDay = this.OPTION(() => { this.CONSUME(k('SameDay')); return true; }) ?? false;
      return (date, at) => ({ kind: 'within', date, count, from, sameDay, at });
    } },
    { ALT: (): Suffix => {
      this.CONSUME(k('At'));
      const last = this.LA(1);
      const from = this.SUBRULE4(this.quantity);
      return this.OR4({ ERR_MSG: 'inZone', DEF: [
        { ALT: (): Suffix => {
          this.CONSUME(k('Since'));
          const count = this.SUBRULE5(this.quantity);
          this.CONSUME(k('Inside'));
          const sameDay = this.OPTION2(() => { this.CONSUME2(k('SameDay')); return true; }) ?? false;
          return (date: ExprAst, at: ExprAst['at']): ExprAst => ({ kind: 'within', date, count, from, sameDay, at });
        } },
        { ALT: (): Suffix => {
          this.CONSUME(k('BeforeIt'));
          // 在 10月底 前: that day included, as the phrase is meant; 在 10月31日 前 is before it.
          const included = this.ACTION(() => (last.payload as { monthEnd?: boolean } | undefined)?.monthEnd === true || last.tokenType === k('YearEnd'));
          return (date: ExprAst, at: ExprAst['at']): ExprAst => ({ kind: 'by', date, deadline: from, before: !included, at });
        } },
        { ALT: (): Suffix => {
          this.CONSUME(k('AfterIt'));
          return (left: ExprAst, at: ExprAst['at']): ExprAst => ({ kind: 'compare', op: '>', left, right: from, at });
        } },
      ] });
    } },
    { ALT: (): Suffix => {
      const word = this.OR5([
        { ALT: () => this.CONSUME(k('By')) }, { ALT: () => this.CONSUME(k('NoLaterThan')) }, { ALT: () => this.CONSUME(k('Before')) },
        { ALT: () => this.CONSUME(k('NoEarlierThan')) }, { ALT: () => this.CONSUME(k('After')) },
      ]);
      const right = this.SUBRULE6(this.quantity);
      return (left, at): ExprAst => {
        if (word.tokenType === k('NoEarlierThan')) return { kind: 'compare', op: '>=', left, right, at };
        if (word.tokenType === k('After')) return { kind: 'compare', op: '>', left, right, at };
        return { kind: 'by', date: left, deadline: right, before: word.tokenType === k('Before'), at };
      };
    } },
  ] }));

  /** `a, b` or `(a, b)`. */
  protected override values = this.RULE('values', (): ExprAst[] => this.OR([
    { ALT: () => {
      const values: ExprAst[] = [];
      this.CONSUME(t.LParen);
      values.push(this.SUBRULE(this.quantity));
      this.MANY(() => { this.CONSUME(t.Comma); this.counted(values).push(this.SUBRULE2(this.quantity)); });
      this.CONSUME(t.RParen);
      return values;
    }, IGNORE_AMBIGUITIES: true },
    { ALT: () => this.SUBRULE(this.quantities) },
  ]));
  /** `a, b`: ends where a comma is followed by a clause. */
  protected override quantities = this.RULE('quantities', (): ExprAst[] => {
    const values = [this.SUBRULE(this.quantity)];
    this.MANY({ GATE: this.commaContinues, DEF: () => { this.CONSUME(t.Comma); this.counted(values).push(this.SUBRULE2(this.quantity)); } });
    return values;
  });

  // ---- quantities

  override quantity = this.RULE('quantity', (): ExprAst => {
    const first = this.LA(1);
    let conversions = 0;
    const operands: ExprAst[] = [this.SUBRULE(this.operand)], operators: string[] = [];
    this.MANY(() => this.OR([
      { ALT: () => {
        const operator = this.OR2([
          { ALT: () => { this.CONSUME(t.Plus); return '+'; } }, { ALT: () => { this.CONSUME(t.Minus); return '-'; } },
          { ALT: () => { this.CONSUME(t.Star); return '*'; } }, { ALT: () => { this.CONSUME(t.Slash); return '/'; } },
          { ALT: () => { this.CONSUME(k('Else')); return 'else'; } },
        ]);
        operators.push(operator);
        operands.push(this.SUBRULE2(this.operand));
      } },
      { ALT: () => {
        this.CONSUME(k('As'));
        const unit = this.SUBRULE(this.unit);
        this.ACTION(() => {
          if (++conversions > maximumDepth) return;
          const operand = operands.pop()!;
          operands.push({ kind: 'convert', operand, unit, at: { ...operand.at, end: this.at(this.LA(0)).end } });
        });
      } },
    ]));
    return this.ACTION(() => operators.length > maximumChain ? this.tooDeep(first) : bind(operands, operators));
  });

  protected operand = this.RULE('operand', (): ExprAst => this.deeper(() => this.OR(this.operandForms ??= this.formsOfOperand())));
  private operandForms: { ERR_MSG: string; DEF: IOrAlt<ExprAst>[] } | undefined;

  /** Made once: an operand is the most frequent thing in a text. */
  private formsOfOperand(): { ERR_MSG: string; DEF: IOrAlt<ExprAst>[] } {
    return { ERR_MSG: 'operand', DEF: [
      { ALT: () => { const token = this.CONSUME(t.NumberLiteral); return this.ACTION(() => this.numberOf(token)); } },
      { ALT: () => {
        const first = this.LA(1);
        this.CONSUME(t.Minus);
        const token = this.CONSUME2(t.NumberLiteral);
        return this.ACTION((): ExprAst => {
          const number = this.numberOf(token);
          return number.kind === 'number' ? { ...number, value: `-${number.value}`, at: this.at(first) } : number;
        });
      } },
      { ALT: () => { const text = this.CONSUME(t.Text); return this.ACTION((): ExprAst => ({ kind: 'text', ...this.textOf(text) })); } },
      { ALT: () => { const first = this.LA(1); this.CONSUME(t.DateLiteral); return this.ACTION((): ExprAst => this.dateOf(first) ?? this.broken(first)); } },
      { ALT: () => { const first = this.LA(1); this.CONSUME(k('YearEnd')); return this.ACTION((): ExprAst => ({ kind: 'yearDate', month: 12, day: 31, yearOffset: 0, at: this.at(first) })); } },
      { ALT: () => { const first = this.LA(1); this.CONSUME(k('StateDay')); return this.ACTION((): ExprAst => ({ kind: 'stateDay', at: this.at(first) })); } },
      { ALT: () => { const first = this.LA(1); this.CONSUME(k('Yes')); return this.ACTION((): ExprAst => ({ kind: 'boolean', value: true, at: this.at(first) })); } },
      { ALT: () => { const first = this.LA(1); this.CONSUME(k('No')); return this.ACTION((): ExprAst => ({ kind: 'boolean', value: false, at: this.at(first) })); } },
      { ALT: () => {
        this.CONSUME(t.LParen);
        const inner = this.SUBRULE(this.expression);
        this.CONSUME(t.RParen);
        return inner;
      } },
      { ALT: () => {
        const first = this.LA(1);
        this.CONSUME(k('LastYear'));
        const operand = this.SUBRULE(this.operand);
        return this.ACTION((): ExprAst => ({ kind: 'lastYear', operand, at: this.at(first) }));
      } },
      { ALT: () => {
        const first = this.LA(1);
        this.CONSUME(k('HighestOf'));
        const operand = this.SUBRULE(this.path);
        this.OR2({ ERR_MSG: 'by', DEF: [{ ALT: () => this.CONSUME(k('By')) }, { ALT: () => this.CONSUME(k('In')) }, { ALT: () => this.CONSUME(k('According')) }] });
        const order = this.CONSUME(t.Name);
        return this.ACTION((): ExprAst => ({ kind: 'highestOf', operand, order: this.nameOf(order), at: this.at(first) }));
      } },
      { ALT: () => {
        const first = this.LA(1);
        this.CONSUME(k('TotalOf'));
        const group = this.CONSUME2(t.Name);
        return this.ACTION((): ExprAst => ({ kind: 'groupTotal', group: this.nameOf(group), at: this.at(first) }));
      } },
      { ALT: () => {
        const first = this.LA(1);
        this.CONSUME(k('Rounded'));
        this.CONSUME2(t.LParen);
        const operand = this.SUBRULE(this.quantity);
        this.CONSUME(t.Comma);
        const digits = this.CONSUME3(t.NumberLiteral);
        this.CONSUME2(t.RParen);
        return this.ACTION((): ExprAst => ({ kind: 'rounded', operand, digits: Number.parseInt(normalise(digits.image), 10), at: this.at(first) }));
      } },
      { ALT: () => this.SUBRULE(this.aggregate) },
      { ALT: () => this.SUBRULE(this.share) },
      { ALT: () => {
        const first = this.LA(1);
        const unit = this.CONSUME(k('DaysFrom'));
        const from = this.SUBRULE2(this.quantity);
        this.CONSUME(k('To'));
        const to = this.SUBRULE3(this.quantity);
        return this.ACTION((): ExprAst => ({ kind: 'daysBetween', unit: unit.payload as 'days' | 'workdays', from, to, at: this.at(first) }));
      } },
      { ALT: () => {
        const first = this.LA(1);
        this.CONSUME(k('From'));
        const from = this.SUBRULE4(this.quantity);
        this.CONSUME2(k('To'));
        const to = this.SUBRULE5(this.quantity);
        const unit = this.CONSUME(k('DaysEnd'));
        return this.ACTION((): ExprAst => ({ kind: 'daysBetween', unit: unit.payload as 'days' | 'workdays', from, to, at: this.at(first) }));
      } },
      { ALT: () => {
        const first = this.LA(1);
        this.CONSUME(k('GrowthOf'));
        const operand = this.SUBRULE3(this.operand);
        return this.ACTION((): ExprAst => ({ kind: 'growth', operand, at: this.at(first) }));
      } },
      { ALT: () => {
        const first = this.CONSUME(k('BucketOf'));
        const operand = this.SUBRULE4(this.operand);
        return this.ACTION((): ExprAst => ({ kind: 'bucketOf', unit: first.payload as 'month' | 'quarter', operand, at: this.at(first) }));
      } },
      { ALT: () => this.SUBRULE(this.distribution) },
      { ALT: () => this.SUBRULE(this.quantified) },
      { ALT: () => {
        const first = this.LA(1);
        this.CONSUME(k('All'));
        const ledger = this.CONSUME4(t.Name);
        const dated = this.OPTION(() => { this.CONSUME(k('DatedBy')); return this.CONSUME5(t.Name); });
        return this.SUBRULE2(this.among, { ARGS: [first, ledger, dated, true] });
      } },
      { ALT: () => {
        const first = this.LA(1);
        const over = this.SUBRULE(this.each);
        return this.SUBRULE(this.amongUnits, { ARGS: [first, over] });
      } },
      { GATE: () => tokenMatcher(this.LA(2), k('Among')), ALT: () => {
        const first = this.LA(1);
        const buckets = this.CONSUME(k('Buckets'));
        return this.SUBRULE2(this.amongUnits, { ARGS: [first, this.ACTION(() => bucketsOf(buckets))] });
      }, IGNORE_AMBIGUITIES: true },
      { ALT: () => {
        const first = this.LA(1);
        const path = this.SUBRULE2(this.path);
        const tail = this.OPTION2({
          GATE: () => tokenMatcher(this.LA(1), k('Among')) || tokenMatcher(this.LA(3), k('Among')),
          DEF: () => {
            const dated = this.OPTION3(() => { this.CONSUME2(k('DatedBy')); return this.CONSUME6(t.Name); });
            return this.SUBRULE3(this.among, { ARGS: [first, first, dated, false] });
          },
        });
        this.ACTION(() => {
          if (tail && path.kind === 'path' && path.parts.length > 1) {
            this.say(diagnose('expected', path.at, { wanted: { zh: '“中”前为台账', en: 'a ledger before 中' }, found: { zh: '字段', en: 'a field' } }));
          }
        });
        return tail ?? path;
      } },
    ] };
  }

  /** `any handled_by with P`: P goes on as far as it can, like the condition of a share; parentheses end it. */
  protected quantified = this.RULE('quantified', (): ExprAst => {
    const first = this.CONSUME(k('Quantifier'));
    const field = this.CONSUME(t.Name);
    this.CONSUME(k('With'));
    const holds = this.SUBRULE(this.expression);
    return this.ACTION((): ExprAst => ({ kind: 'quantified', quantifier: first.payload as 'any' | 'every', field: this.nameOf(field), with: holds, at: this.at(first) }));
  });

  override path = this.RULE('path', (): ExprAst => {
    const first = this.CONSUME(t.Name), parts = [first];
    this.MANY(() => { this.CONSUME(t.Dot); this.counted(parts).push(this.CONSUME2(t.Name)); });
    return this.ACTION((): ExprAst => {
      const bucket = parts.length > 1 ? bucketWords[parts.at(-1)!.image] : undefined, at = this.at(first);
      if (!bucket) return { kind: 'path', parts: parts.map(part => this.nameOf(part)), at };
      const of = parts.slice(0, -1);
      return { kind: 'bucketOf', unit: bucket, operand: { kind: 'path', parts: of.map(part => this.nameOf(part)), at: rangeOf(this.file, first, of.at(-1)) }, at };
    });
  });

  unit = this.RULE('unit', (): Unit => {
    const token = this.OR({ ERR_MSG: 'unit', DEF: [{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.CONSUME(t.Percent) }] });
    return this.ACTION((): Unit => {
      // Two words: percentage points, class hours.
      const two = `${normalise(token.image)} ${this.LA(1).image}`;
      if (unitOfWord.has(two)) { this.skipToken(); return unitOfWord.get(two)!; }
      const word = this.nameOf(token).text, unit = unitOfWord.get(word);
      if (!unit) this.say(diagnose('unknown-unit', rangeOf(this.file, token), { text: word, units: [...new Set(unitOfWord.keys())].filter(one => !/^[a-z]/.test(one)).join('、') }));
      return unit ?? '1';
    });
  });

  private tooDeep(first: IToken, rest: unknown[] = []): ExprAst {
    rest.length = 0;
    this.say(diagnose('too-deep', rangeOf(this.file, first), { limit: maximumDepth }));
    return this.broken(first);
  }
}

const within = (negative: boolean, test: ExprAst): ExprAst => negative ? { kind: 'not', operand: test, at: test.at } : test;

const strength: Record<string, number> = { else: 3, '*': 2, '/': 2, '+': 1, '-': 1 };
/** Makes one tree of `a + b × c`; all operators go from left to right within their strength. */
function bind(operands: ExprAst[], operators: string[]): ExprAst {
  const values = [operands[0]!], waiting: string[] = [];
  const reduce = (): void => {
    const right = values.pop()!, left = values.pop()!, op = waiting.pop()!;
    const at = { file: left.at.file, start: left.at.start, end: right.at.end };
    values.push(op === 'else' ? { kind: 'else', operand: left, fallback: right, at } : { kind: 'arithmetic', op: op as '+' | '-' | '*' | '/', left, right, at });
  };
  for (const [index, op] of operators.entries()) {
    while (waiting.length > 0 && strength[waiting.at(-1)!]! >= strength[op]!) reduce();
    waiting.push(op);
    values.push(operands[index + 1]!);
  }
  while (waiting.length > 0) reduce();
  return values[0]!;
}
