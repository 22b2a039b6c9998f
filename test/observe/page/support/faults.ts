/**
 * Looks through a page for what keeps people out: text without contrast, controls without names, ids that are there twice, and
 * content that is wider than the window. Runs in the page; gives back what it found.
 * Source: WCAG 2.2, success criteria 1.4.3, 4.1.2, 1.4.10, 1.4.11.
 */
export const faultsInPage = `(() => {
  const faults = []
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const contrast = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x)
    return (high + 0.05) / (low + 0.05)
  }
  const groundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const ground = channels(getComputedStyle(at).backgroundColor)
      if (ground.length === 3 || ground[3] === 1) return ground
    }
    return [255, 255, 255]
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    if (node.data.trim() === '' || element.closest('script, style, [aria-hidden=true], dialog:not([open])') || !element.checkVisibility()) continue
    const ratio = contrast(channels(getComputedStyle(element).color), groundOf(element))
    if (ratio < 4.5 && !element.closest(':disabled, [data-dim=true]')) faults.push('contrast ' + ratio.toFixed(2) + ': ' + node.data.slice(0, 40))
  }
  for (const element of document.querySelectorAll('button, input, [role=application], [role=tabpanel], [role=list], dialog')) {
    const by = document.getElementById(element.getAttribute('aria-labelledby') ?? '')
    const name = element.getAttribute('aria-label') ?? by?.textContent ?? element.textContent
    if (name.trim() === '') faults.push('no name: ' + element.outerHTML.slice(0, 80))
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) faults.push('twice: ' + id)
  for (const element of document.querySelectorAll('[aria-controls], [aria-labelledby], [aria-describedby]'))
    for (const name of ['aria-controls', 'aria-labelledby', 'aria-describedby'])
      if (element.hasAttribute(name) && !document.getElementById(element.getAttribute(name))) faults.push('nothing is ' + element.getAttribute(name))
  if (document.querySelector('[tabindex]:not([tabindex="0"], [tabindex="-1"])')) faults.push('an order of tabs of its own')
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window: ' + document.documentElement.scrollWidth)
  const probe = document.body.appendChild(document.createElement('i'))
  const colour = (name) => {
    probe.style.color = 'var(--' + name + ')'
    return channels(getComputedStyle(probe).color)
  }
  for (const name of ['model', 'ok', 'failed', 'timed-out', 'cancelled', 'denied', 'skipped', 'unknown', 'path', 'message', 'call', 'limit', 'retry', 'person', 'own', 'accent']) {
    const ratio = contrast(colour(name), colour('ground'))
    if (ratio < 3) faults.push('bars of ' + name + ': ' + ratio.toFixed(2))
  }
  for (const name of ['model', 'ok']) if (contrast(colour(name), colour('on-bar')) < 4.5) faults.push('labels on ' + name)
  probe.remove()
  return faults
})()`
