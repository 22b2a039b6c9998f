const alphabets: Readonly<Record<string, string>> = {
  '': 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU',
  a: 'aBcDeFgHiJkLmNoPqRsTuVwXyZ',
  h: 'a1b2c3d4e5f60789',
  d: '4827193056',
  u: 'A2B3C4D5E6F7GH',
}

/** A form with credentials in it, and the credentials. */
export function fill(form: string): { readonly text: string; readonly secrets: readonly string[] } {
  const secrets: string[] = []
  const text = form.replaceAll(/\{(?:(secret)|([ahdu]?)(\d+))\}/g, (_all, plain, kind, length) => {
    const secret =
      plain === undefined ? letters(String(kind ?? ''), Number(length)) : 'Zx9Secret7Qw'
    secrets.push(secret)
    return secret
  })
  return { text, secrets }
}

function letters(kind: string, length: number): string {
  const alphabet = alphabets[kind] as string
  return alphabet.repeat(Math.ceil(length / alphabet.length)).slice(0, length)
}
