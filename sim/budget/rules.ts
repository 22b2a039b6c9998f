import type { Content, ContentPart } from '../../src/call/content/content.ts'
import type { ToolResult } from '../../src/call/report/result.ts'
import type { Stage } from '../small/stage.ts'
import { lookAt } from './cut.ts'
import { fairShares, type Share } from './oracle.ts'
import type { BudgetPlan } from './plan.ts'

/** Of what went wrong so much is shown under any budget. */
const leastErrorChars = 500

/** A result as it was, and as the model is shown it. */
export interface Pair {
  readonly whole: ToolResult
  readonly shown: Content
}

/** What must hold of results under a budget. */
export class BudgetRules {
  readonly #stage: Stage
  readonly #plan: BudgetPlan
  /** The texts that were cut, by the reference under which they are to be read. */
  readonly cut = new Map<string, string>()

  constructor(stage: Stage, plan: BudgetPlan) {
    this.#stage = stage
    this.#plan = plan
  }

  /** The results of one turn. */
  shown(pairs: readonly Pair[]): void {
    const lengths = pairs.map(({ whole }) => charsOf(whole.content))
    const floors = pairs.map(({ whole }) => (whole.status === 'ok' ? 0 : leastErrorChars))
    const demands = pairs.map(({ whole }, at) =>
      Math.min(lengths[at] as number, Math.max(this.#limitOf(whole.name), floors[at] as number)),
    )
    const shares = fairShares(demands, this.#plan.maxTurnResultChars ?? Infinity, floors)
    this.#expectTotal(pairs, shares)
    for (const [at, { whole, shown }] of pairs.entries())
      this.#look(whole, shown, shares[at] as Share)
  }

  #limitOf(name: string): number {
    const { tools, maxResultChars = Infinity } = this.#plan
    return tools.find((one) => one.name === name)?.maxResultChars ?? maxResultChars
  }

  /** Of those that are one character short not all get it. */
  #expectTotal(pairs: readonly Pair[], shares: readonly Share[]): void {
    const total = pairs.reduce((sum, { shown }) => sum + charsOf(shown), 0)
    const least = shares.reduce((sum, share) => sum + share.least, 0)
    const most = Math.max(this.#plan.maxTurnResultChars ?? Infinity, least)
    if (total > most) this.#stage.fail('told', `a turn shows ${total} characters of ${most}`)
  }

  #look({ id, content }: ToolResult, shown: Content, share: Share): void {
    if (typeof content === 'string') {
      if (typeof shown === 'string') this.#lookAtText(id, shown, content, share)
      else this.#stage.fail('told', `${id} is shown in parts, and was a text`)
      return
    }
    const texts = content.map(partText)
    const lengths = texts.map((text) => text?.length ?? 0)
    const least = fairShares(lengths, share.least, [])
    const most = fairShares(lengths, share.most, [])
    for (const [at, part] of content.entries()) {
      const other = typeof shown === 'string' ? undefined : shown[at]
      const [text, shownText] = [texts[at], other && partText(other)]
      const name = `part ${at} of ${id}`
      if (text === undefined || shownText === undefined) {
        if (JSON.stringify(part) !== JSON.stringify(other))
          this.#stage.fail('told', `${name} is not shown as it is`)
      } else {
        const own = { least: least[at]?.least ?? 0, most: most[at]?.most ?? 0 }
        this.#lookAtText(name, shownText, text, own)
      }
    }
  }

  #lookAtText(name: string, shown: string, whole: string, share: Share): void {
    const { fault, ref } = lookAt(shown, whole, share)
    if (fault !== undefined) this.#stage.fail('told', `${name} ${fault}`)
    if (ref !== undefined) this.cut.set(ref, whole)
  }
}

export function charsOf(content: Content): number {
  if (typeof content === 'string') return content.length
  return content.reduce((sum, part) => sum + (partText(part)?.length ?? 0), 0)
}

export function partText(part: ContentPart): string | undefined {
  if (part.type === 'image') return undefined
  return part.type === 'json' ? JSON.stringify(part.value) : part.text
}
