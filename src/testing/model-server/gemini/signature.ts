import { createHash } from 'node:crypto'
import type { Json } from '../format.ts'
import { asObject, asString } from '../json.ts'

const mark = 'fanfold-'

/** The signature of a part, which proves that a client sends the part back as it came. Bytes, in base64. */
export function signatureOf(part: Json): string {
  const digest = createHash('sha256').update(signed(part)).digest('hex')
  return Buffer.from(mark + digest).toString('base64')
}

/** Signatures of a real provider, in a recorded history, cannot be checked and are let pass. */
export function isValidSignature(part: Json): boolean {
  const signature = asString(part['thoughtSignature'])
  const isOurs = Buffer.from(signature, 'base64').toString('latin1').startsWith(mark)
  return isOurs ? signature === signatureOf(part) : signature !== ''
}

function signed(part: Json): string {
  if (part['functionCall'] === undefined) return asString(part['text'])
  const { name, args } = asObject(part['functionCall'])
  return JSON.stringify([name, args ?? {}])
}
