/** How the checkout stands. */
export interface Checkout {
  readonly branch: string
  /** What `git status --porcelain` lists. */
  readonly changes: readonly string[]
  readonly tags: readonly string[]
}

/** Says why nothing can be released from a checkout. */
export function checkoutFaults({ branch, changes, tags }: Checkout, version: string): string[] {
  const faults: string[] = []
  if (branch !== 'main') faults.push(`Expected the branch main, got ${branch || 'none'}.`)
  if (changes.length > 0)
    faults.push(
      `Expected nothing that is not committed, got ${changes.length} changes: ${changes[0]}`,
    )
  if (tags.includes(`v${version}`))
    faults.push(
      `Expected a version that was not released, got ${version}, of which there is a tag.`,
    )
  return faults
}

/** The tag of the last release that is part of this version's history, given all of these, the latest first. */
export function lastRelease(tags: readonly string[]): string | undefined {
  return tags.find((tag) => /^v\d+\.\d+\.\d+$/.test(tag))
}
