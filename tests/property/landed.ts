/** What a case may use: off where the engine does not plan it yet, or is known to be wrong about it. */
export const LANDED = {
  across: true, formSum: true, quantified: true, bucketOf: true, distribution: true, doneBy: true, choose: true,
  /** Amounts near the end of the column's type. */
  hugeAmounts: false,
  /** The value bare within `each`. */
  keysOfEach: false,
  /** Means and extremes over rows with a choice of their own. */
  choiceOfMeans: false,
  /** Means and extremes within other expressions, while more rows may come. */
  openMeans: false,
  /** Sums of what may be negative. */
  signedSums: false,
  /** A computed yes/no asked whether it is filled in, or last; a computed choice of a row referred to. */
  computedFields: false,
  /** Last year's figures of rows that refer to others. */
  referencesBefore: false,
  /** Ratios rounded to digits. */
  roundedRatios: false,
  /** A shared snapshot handed in without rows. */
  emptyCaps: false,
  /** Comparing two yes/no fields, one of them computed. */
  comparedTruths: false,
  /** Totals with a column left out in conditions. */
  vagueTotals: false,
  /** Shares of quarters, months, values, read by another indicator. */
  unitsRead: false,
};
