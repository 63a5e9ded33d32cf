/** How long and how much is measured. */
export interface Scale {
  readonly http: { readonly rounds: number; readonly forMs: number; readonly connections: number }
  readonly puts: { readonly rounds: number; readonly forMs: number; readonly writers: number }
  readonly mirror: { readonly forMs: number; readonly subscribers: number; readonly perSecond: number }
  readonly snapshot: { readonly rounds: number; readonly sessions: number }
}

export const fullScale: Scale = {
  http: { rounds: 5, forMs: 3_000, connections: 16 },
  puts: { rounds: 5, forMs: 2_500, writers: 64 },
  mirror: { forMs: 20_000, subscribers: 50, perSecond: 1_000 },
  snapshot: { rounds: 3, sessions: 100_000 },
}

export const quickScale: Scale = {
  http: { rounds: 2, forMs: 1_000, connections: 16 },
  puts: { rounds: 2, forMs: 1_000, writers: 64 },
  mirror: { forMs: 4_000, subscribers: 50, perSecond: 1_000 },
  snapshot: { rounds: 1, sessions: 10_000 },
}
