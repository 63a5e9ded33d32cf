import type { RoundsFigure } from '../measure/rounds.ts'

/** What one part of a run found. */
export interface PartReport {
  readonly part: string
  readonly ratios: readonly Ratio[]
  readonly aims: readonly Aim[]
  readonly tables: readonly Table[]
}

/** A figure that says something by itself: both sides were measured in turn on the same machine. */
export interface Ratio extends RoundsFigure {
  readonly what: string
}

export interface Aim {
  readonly what: string
  readonly wanted: 'at most' | 'at least'
  readonly limit: number
  readonly measured: number
  /** With its leading space, if it has one. */
  readonly unit: string
  /** What the measured value consists of, for whoever finds it missed. */
  readonly because: string
}

export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  /** A name, and a cell for every other column. */
  readonly rows: readonly (readonly string[])[]
}

export interface MachineFacts {
  readonly cores: number
  readonly processor: string
  readonly node: string
  readonly postgres: string | undefined
  /** Of the minute before the run: others that work here make everything slower. */
  readonly loadBefore: number
}

export interface Report {
  readonly machine: MachineFacts
  readonly isQuick: boolean
  readonly seconds: number
  readonly parts: readonly PartReport[]
}

export function isMet({ wanted, limit, measured }: Aim): boolean {
  return wanted === 'at most' ? measured <= limit : measured >= limit
}
