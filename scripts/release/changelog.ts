/** Says why the changelog is not ready for this version. */
export function changelogFaults(text: string, version: string): string[] {
  const sections = new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((section) => {
        const [heading = '', ...rest] = section.split('\n')
        return [heading.trim(), rest.join('\n').trim()] as const
      }),
  )
  const heading = [...sections.keys()].find((each) => each.startsWith(`[${version}]`))
  const faults: string[] = []
  if (heading === undefined) faults.push(`Expected CHANGELOG.md to have a section [${version}].`)
  else {
    const date = /^\[[^\]]+\] - (\d{4}-\d{2}-\d{2})$/.exec(heading)?.[1]
    if (date === undefined || Number.isNaN(Date.parse(date)))
      faults.push(`Expected "## [${version}] - YYYY-MM-DD" in CHANGELOG.md, got "## ${heading}".`)
    if (sections.get(heading) === '')
      faults.push(`Expected the section [${version}] to say something.`)
  }
  const unreleased = sections.get('[Unreleased]')
  if (unreleased === undefined) faults.push('Expected CHANGELOG.md to have a section [Unreleased].')
  else if (unreleased !== '')
    faults.push(`Expected nothing under [Unreleased]: move it into [${version}].`)
  return faults
}
