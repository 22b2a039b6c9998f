/** A scheduler that is broken on purpose: one exact piece of source, and what stands there instead. */
export interface Mutant {
  readonly name: string
  /** The guarantee that it breaks. */
  readonly guarantee: 'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6' | 'G7' | 'G8'
  /** From the root of the repository. */
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** The simulation that is to catch it, by name. */
  readonly by: string
}
