import { noStep } from './references/follow.ts'
import { printable } from './phrase.ts'
import { findReferences } from './references/reference.ts'

/** An earlier call whose result another uses. */
export interface Dependency {
  readonly index: number
  /** The first reference to it, as it is written. */
  readonly text: string
}

export interface Dependencies {
  /** In the order in which the input names them. None if there is a fault. */
  readonly on: readonly Dependency[]
  /** What is wrong with the references, as a sentence. */
  readonly fault?: string
}

/** Tells by its input what each call of a turn needs of the earlier ones. Calls are added in call order. */
export class DependencyFinder {
  readonly #indices = new Map<string, number>()

  add(
    index: number,
    { id, input }: { readonly id: string; readonly input: unknown },
  ): Dependencies {
    const { references, fault } = findReferences(input)
    const on = new Map<number, Dependency>()
    let missing: string | undefined
    for (const reference of references) {
      const earlier = this.#indices.get(reference.id)
      if (earlier === undefined) missing ??= reference.id
      else if (!on.has(earlier)) on.set(earlier, { index: earlier, text: reference.text })
    }
    const wrong = fault ?? (missing === undefined ? undefined : this.#noEarlier(missing, id))
    this.#indices.set(id, index)
    return wrong === undefined ? { on: [...on.values()] } : { on: [], fault: wrong }
  }

  #noEarlier(missing: string, own: string): string {
    if (missing === own) return `Step "${printable(own)}" uses its own result.`
    return noStep(missing, this.#indices)
  }
}
