/** What a person may ask of a store. */
export type Change = 'trust' | 'untrust'

/** A place where programs look for the authorities that they trust. Made for one authority; no other entry of the place is touched. */
export interface TrustStore {
  /** Whose store it is and where, such as `Firefox, /home/…`. */
  readonly name: string
  /** What exactly the change does, for the person who is asked. */
  effect(change: Change): string
  /** The change has nothing left to do. */
  isDone(change: Change, signal: AbortSignal): Promise<boolean>
  trust(signal: AbortSignal): Promise<void>
  untrust(signal: AbortSignal): Promise<void>
}

/** How far a store that was found can be changed from here. */
export type StoreAccess =
  | { readonly access: 'open'; readonly store: TrustStore }
  /** Only an administrator can, with the command. */
  | { readonly access: 'administrator'; readonly store: TrustStore; readonly command: (change: Change) => string }
  /** The store is not understood here, or the program that changes it is missing. */
  | { readonly access: 'none'; readonly name: string; readonly reason: string }
