/** What is done on a date, from its label or name: 公示日期 is when it is 公示, `disclosed_on` when it is disclosed. */

/** 公示 of 公示日期; nothing of a plain 日期, or of a label that does not end so. */
export function stemOf(label: string): string | undefined {
  return /^(.{2,6})日期$/.exec(label)?.[1];
}

/** A stem that reads as a verb: of two characters. 裁量基准日期 names a thing, 公示日期 an act. */
export function verbOf(label: string): string | undefined {
  const stem = stemOf(label);
  return stem?.length === 2 ? stem : undefined;
}

/** `disclosed` of `disclosed_on`: one regular participle. */
export function participle(name: string): string | undefined {
  return /^([a-z]+ed)_on$/.exec(name)?.[1];
}
