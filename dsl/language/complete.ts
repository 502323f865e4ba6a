export interface Completion { text: string }
export function complete(): Completion[] { return []; }
