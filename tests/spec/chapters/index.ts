/** The chapters of the manual in their order. */
import type { Chapter } from '../case.ts';
import { aggregates } from './aggregates.ts';
import { conditions } from './conditions.ts';
import { declarations } from './declarations.ts';
import { indicators } from './indicators.ts';
import { quantities } from './quantities.ts';
import { reports } from './reports.ts';
import { scorecards } from './scorecards.ts';
import { shares } from './shares.ts';
import { spellings } from './spellings.ts';
import { years } from './years.ts';

export const chapters: Chapter[] = [indicators, conditions, quantities, aggregates, shares, years, declarations, scorecards, reports, spellings];
