/** What a case may use: off where the engine does not plan it yet, or is known to be wrong about it. */
export const LANDED = {
  across: true, formSum: true, quantified: true, bucketOf: true, distribution: true, doneBy: true, choose: true,
  /** Amounts near the end of the column's type. */
  hugeAmounts: true,
  /** The value bare within `each`. */
  keysOfEach: true,
  /** Means and extremes over rows with a choice of their own. */
  choiceOfMeans: true,
  /** Means and extremes within other expressions, while more rows may come. */
  openMeans: true,
  /** Sums of what may be negative. */
  signedSums: true,
  /** A computed yes/no asked whether it is filled in, or last; a computed choice of a row referred to. */
  computedFields: true,
  /** Last year's figures of rows that refer to others. */
  referencesBefore: true,
  /** Ratios rounded to digits. */
  roundedRatios: true,
  /** A shared snapshot handed in without rows. */
  emptyCaps: true,
  /** Comparing two yes/no fields, one of them computed. */
  comparedTruths: true,
  /** Totals with a column left out in conditions. */
  vagueTotals: true,
  /** Shares of quarters, months, values, read by another indicator. */
  unitsRead: true,
};
