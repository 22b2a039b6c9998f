export function spin({ ms }: { readonly ms: number }): string {
  const endMs = performance.now() + ms
  while (performance.now() < endMs);
  return 'spun'
}
