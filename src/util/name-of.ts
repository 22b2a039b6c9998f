/** The name that an object of somebody else's gives itself, for people; `otherwise` if it gives none. Never throws. */
export function nameOf(named: object, otherwise: string): string {
  try {
    const { name } = named as { readonly name?: unknown }
    return typeof name === 'string' ? name : otherwise
  } catch {
    return otherwise
  }
}
