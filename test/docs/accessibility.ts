/** Run in a page: says which headings, pictures, links and texts some readers cannot use. */
export const accessibilityFaults: string = `(() => {
  const faults = []
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  const said = (element) => element.textContent.trim().replaceAll(/\\s+/g, ' ').slice(0, 40)
  const main = document.querySelector('main') ?? document.querySelector('.VPContent')

  const headings = [...main.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(visible)
  const levels = headings.map(({ tagName }) => Number(tagName[1]))
  if (levels.filter((level) => level === 1).length !== 1) faults.push('expected one h1')
  levels.forEach((level, at) => {
    if (level > (levels[at - 1] ?? 0) + 1) faults.push('skipped a level: ' + said(headings[at]))
  })

  for (const image of document.querySelectorAll('img'))
    if (!(image.alt ?? '').trim()) faults.push('no alt: ' + image.src)
  for (const element of document.querySelectorAll('a, button'))
    if (visible(element) && !said(element) && !element.ariaLabel && !element.title && !element.querySelector('[alt]'))
      faults.push('no name: ' + element.outerHTML.slice(0, 80))

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a], below) => [r, g, b].map((part, at) => part * a + below[at] * (1 - a))
  const backdrop = (element) =>
    element === null
      ? [255, 255, 255]
      : over(rgba(getComputedStyle(element).backgroundColor), backdrop(element.parentElement))
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (const seen = new Set(); texts.nextNode(); ) {
    const element = texts.currentNode.parentElement
    if (!texts.currentNode.data.trim() || !visible(element) || element.closest('.visually-hidden')) continue
    const { color, fontSize, fontWeight } = getComputedStyle(element)
    const below = backdrop(element)
    const [dim, light] = [luminance(over(rgba(color), below)), luminance(below)].toSorted((a, b) => a - b)
    const ratio = (light + 0.05) / (dim + 0.05)
    const large = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && fontWeight >= 700)
    if (ratio >= (large ? 3 : 4.5)) continue
    const fault = 'contrast ' + ratio.toFixed(2) + ': ' + color + ' on ' + below.map(Math.round)
    if (!seen.has(fault)) faults.push(fault + ', ' + said(element))
    seen.add(fault)
  }
  return faults
})()`
