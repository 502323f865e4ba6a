import type { Program } from '../../dsl/program.ts';
export async function template(_program: Program, _name: string): Promise<Uint8Array> { throw new Error('not yet'); }
