/**
 * `within` and `by`: a date against a deadline. An empty date is open while the as-of day is not past the due day and
 * missed after it; so an empty date is judged as if it were the as-of day, and that judgement is "open" instead of "met".
 *
 * Working days: x is no later than the n-th working day after D ⟺ ceil(x) ≤ floor(D) + n, where floor counts working
 * days up to a day and ceil is the index of the first working day not before it. Counted from the same day, D itself is
 * day 1 if it is a working day: base ceil(D) − 1 instead of floor(D). A date not after D is always in time.
 */
import type { Expr } from '../../dsl/program.ts';
import { and, call, cases, date, FALSE, infix, isNull, nothing, notNull, number, or, type Sql } from '../sql/tree.ts';
import { addDays, yearOf } from './period.ts';
import type { Scope } from './scope.ts';
import { dateOf, indexOf, insideCalendar, known, numberOf } from './dates.ts';
import { dateSql, decided, firstOf, numberSql, withError, type DateValue, type Verdict } from './values.ts';

/** What can be said of a date against its deadline: four conditions that exclude each other; none holds where it is unknown. */
interface Judgement { met: Sql; missed: Sql; open: Sql; error: Sql | null }

function toVerdict(judgement: Judgement, negated: boolean): Verdict {
  const definite = negated ? judgement.missed : judgement.met;
  if (judgement.open === FALSE) return withError(decided(definite), judgement.error);
  return withError({ best: or(definite, judgement.open), worst: definite, error: null }, judgement.error);
}

/** `x by D`, `x before D`. */
export function byDeadline(expr: Expr & { kind: 'by' }, scope: Scope, negated: boolean): Verdict {
  const x = dateOf(expr.date, scope), deadline = dateOf(expr.deadline, scope), asOf = scope.period.asOf;
  const op = expr.before ? '<' : '<=', late = expr.before ? '>=' : '>';
  const due = deadline.raw, dueKnown = known(deadline, scope);
  // A date no later than a deadline that has been reached has been reached itself.
  const reachedDue = deadline.masked || (deadline.last !== undefined && deadline.last <= asOf);
  const met = and(infix(op, x.raw, due), dueKnown, reachedDue ? and() : known(x, scope));
  const past = deadline.constant !== undefined ? (asOf > deadline.constant || (expr.before && asOf === deadline.constant) ? and() : FALSE) : infix(late, date(asOf), due);
  const ahead = deadline.constant !== undefined ? (past === FALSE ? and() : FALSE)
    : expr.before ? infix('<', date(asOf), due) : lastReached(deadline, asOf) ? FALSE : infix('<=', date(asOf), due);
  const missed = or(and(infix(late, x.raw, due), known(x, scope), dueKnown), and(empty(x, asOf), past, dueKnown));
  const open = and(empty(x, asOf), ahead, dueKnown);
  return toVerdict({ met, missed, open, error: firstOf(x.error, deadline.error) }, negated);
}
/** The deadline is known to lie before the as-of day. */
function lastReached(deadline: DateValue, asOf: string): boolean { return deadline.last !== undefined && deadline.last < asOf; }

function empty(x: DateValue, asOf: string): Sql {
  if (x.first !== undefined) return FALSE;
  return x.masked ? or(isNull(x.raw), infix('>', x.raw, date(asOf))) : isNull(x.raw);
}

/** `x within N workdays|days of D`. */
export function withinDeadline(expr: Expr & { kind: 'within' }, scope: Scope, negated: boolean): Verdict {
  const x = dateOf(expr.date, scope), from = dateOf(expr.from, scope), count = numberOf(expr.count, scope);
  const errors = firstOf(x.error, from.error, count.error);
  const judged = expr.unit === 'days' ? withinDays(expr, x, from, count.constant ? null : numberSql(count), count.constant?.valueOf() ?? null, count.filled ?? false, scope)
    : withinWorkdays(expr, x, from, count.constant ? null : numberSql(count), count.constant ? Math.floor(count.constant.valueOf()) : null, count.filled ?? false, scope);
  return toVerdict({ ...judged, error: firstOf(errors, judged.error) }, negated);
}

function withinDays(expr: { sameDay: boolean }, x: DateValue, from: DateValue, count: Sql | null, constant: number | null, filled: boolean, scope: Scope): Judgement {
  const asOf = scope.period.asOf, base = from.raw;
  const allowed: Sql = constant === null ? (expr.sameDay ? infix('-', count!, number(1)) : count!) : number(Math.max(0, Math.floor(constant) - (expr.sameDay ? 1 : 0)));
  const fromKnown = and(known(from, scope), filled ? and() : notNull(count!));
  const inTime = (day: Sql) => or(infix('<=', infix('-', day, base), allowed), constant === null ? infix('<=', day, base) : FALSE);
  const late = (day: Sql) => and(infix('>', infix('-', day, base), allowed), constant === null ? infix('>', day, base) : and());
  const over = from.last !== undefined && constant !== null && addDays(from.last, Math.max(0, Math.floor(constant) - (expr.sameDay ? 1 : 0))) < asOf;
  return {
    met: and(inTime(x.raw), known(x, scope), fromKnown),
    missed: or(and(late(x.raw), known(x, scope), fromKnown), and(empty(x, asOf), over ? and() : late(date(asOf)), fromKnown)),
    open: over ? FALSE : and(empty(x, asOf), inTime(date(asOf)), fromKnown), error: null,
  };
}

function withinWorkdays(expr: { sameDay: boolean }, x: DateValue, from: DateValue, count: Sql | null, constant: number | null, filled: boolean, scope: Scope): Judgement {
  const { asOf, calendar } = scope.period;
  const known1 = and(known(from, scope), filled ? and() : notNull(count!));
  const base = from.raw;
  const xKnown = known(x, scope), xEmpty = empty(x, asOf);
  const index = expr.sameDay ? indexOf(from, 'ceil', scope) : indexOf(from, 'floor', scope);
  // The index of the due day. Zero days (or fewer) allow D itself and nothing after it, which `notAfter` says.
  const due = constant === null ? infix('+', index, expr.sameDay ? infix('-', count!, number(1)) : count!) : plus(index, constant - (expr.sameDay ? 1 : 0));
  const notAfter = infix('<=', x.raw, base), after = infix('>', x.raw, base);
  const asOfNotAfter = from.last !== undefined && from.last < asOf ? FALSE : infix('<=', date(asOf), base);
  const asOfAfter = asOfNotAfter === FALSE ? and() : infix('>', date(asOf), base);
  const xCeil = indexOf(x, 'ceil', scope), asOfCeil = calendar.ceil(asOf);

  if (insideCalendar(from, scope) && asOfCeil !== null && asOf <= calendar.to && xReached(x, asOf)) {
    // Nothing can be missing: D has an index, and whatever x is, it is not after the last known day.
    const over = constant !== null && constant >= 1 && (calendar.floor(from.last!) ?? 0) + constant < asOfCeil;
    const sure = constant !== null && constant >= 1 && (calendar.floor(from.first!) ?? 0) + constant - (expr.sameDay ? 1 : 0) >= asOfCeil;
    const asOfInTime = over ? FALSE : sure ? and() : or(infix('<=', number(asOfCeil), due), constant !== null && constant >= 1 ? FALSE : asOfNotAfter);
    const asOfLate = over ? and() : sure ? FALSE : and(infix('>', number(asOfCeil), due), constant !== null && constant >= 1 ? and() : asOfAfter);
    return {
      met: and(or(infix('<=', xCeil, due), notAfter), xKnown, known1),
      missed: or(and(infix('>', xCeil, due), after, xKnown, known1), and(xEmpty, asOfLate, known1)),
      open: and(xEmpty, asOfInTime, known1), error: null,
    };
  }

  // The general case. `rest`: the known working days after D already are the allowed ones, so any unknown day is late.
  const end = calendar.floor(calendar.to) ?? 0;
  const enough = infix('>=', number(end), due);
  const beyond = isNull(xCeil), within = notNull(xCeil), hasIndex = notNull(index), noIndex = isNull(index);
  const met = and(xKnown, known1, or(notAfter, infix('<=', xCeil, due)));
  const lateAsOf = asOfCeil !== null ? infix('>', number(asOfCeil), due) : enough;
  const missed = or(
    and(xKnown, known1, after, hasIndex, or(and(within, infix('>', xCeil, due)), and(beyond, enough))),
    and(xEmpty, known1, hasIndex, asOfAfter, lateAsOf),
  );
  const open = and(xEmpty, known1, or(asOfNotAfter, asOfCeil !== null ? infix('<=', number(asOfCeil), due) : FALSE));
  const missingYear = number(yearOf(calendar.to) + 1);
  const error = cases([
    { when: and(known1, noIndex, or(and(xKnown, after), and(xEmpty, asOfAfter))), value: call('year', dateSql(from, asOf)) },
    { when: and(known1, xKnown, after, beyond, infix('<', number(end), due)), value: missingYear },
    ...(asOfCeil === null ? [{ when: and(known1, xEmpty, asOfAfter, infix('<', number(end), due)), value: missingYear }] : []),
  ], nothing('bigint'));
  return { met, missed, open, error };
}

/** x can only be empty or reached: not a plan that lies in a year to come. */
function xReached(x: DateValue, asOf: string): boolean { return x.masked || (x.last !== undefined && x.last <= asOf); }

function plus(sql: Sql, constant: number): Sql {
  return constant === 0 ? sql : sql.k === 'number' ? number(Number(sql.value) + constant) : infix('+', sql, number(constant));
}
