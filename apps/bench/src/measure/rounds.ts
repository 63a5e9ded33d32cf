/** A figure of several rounds. */
export interface RoundsFigure {
  readonly median: number
  /** Between the smallest and the largest of the rounds, as a share of the median: how far to trust it. */
  readonly spread: number
}

/**
 * Measures each subject once a round, in turn (A B C, A B C, …), so that whatever else the machine does hits all of them alike.
 * Resolves to the rounds of each subject, by name.
 */
export async function inTurn<Name extends string, Result>(
  subjects: Readonly<Record<Name, () => Promise<Result>>>,
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<(name: Name) => readonly Result[]> {
  const measured = new Map<string, Result[]>()
  for (let round = 1; round <= rounds; round += 1) {
    onRound(round)
    for (const [name, measure] of Object.entries<() => Promise<Result>>(subjects)) {
      const results = measured.get(name) ?? []
      results.push(await measure())
      measured.set(name, results)
    }
  }
  return (name) => measured.get(name) ?? []
}

/** Throws for no values: a figure of nothing is none. */
export function figureOf(values: readonly number[]): RoundsFigure {
  const sorted = values.toSorted((a, b) => a - b)
  const [smallest, largest] = [sorted.at(0), sorted.at(-1)]
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (smallest === undefined || largest === undefined || low === undefined || high === undefined)
    throw new Error('there is no figure of no rounds')
  const median = (low + high) / 2
  return { median, spread: median === 0 ? 0 : (largest - smallest) / median }
}

/** The ratio of two subjects, round by round, so that a slow round is slow for both. */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): RoundsFigure {
  return figureOf(
    numerators.flatMap((value, round) => (denominators[round] === undefined ? [] : value / denominators[round])),
  )
}
