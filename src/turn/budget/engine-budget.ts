import type { TurnBudget } from './turn-budget.ts'

const budgets = new WeakMap<object, TurnBudget>()

/** Notes by which budget an engine cuts what the model is shown. */
export function noteBudget(engine: object, budget: TurnBudget | undefined): void {
  if (budget !== undefined) budgets.set(engine, budget)
}

/** An engine's budget, for results that are told before their turn has ended. */
export function budgetOf(engine: object): TurnBudget | undefined {
  return budgets.get(engine)
}
