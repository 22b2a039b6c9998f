import { createHash } from 'node:crypto'

const mark = 'fanfold-'

/** The signature under a thinking block, which proves that a client sends the block back as it came. */
export function signatureOf(thinking: string): string {
  return mark + createHash('sha256').update(thinking).digest('base64')
}

/** Signatures of a real provider, in a recorded history, cannot be checked and are let pass. */
export function isValidSignature(thinking: string, signature: string): boolean {
  return signature.startsWith(mark) ? signature === signatureOf(thinking) : signature !== ''
}
