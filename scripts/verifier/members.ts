// Members of values that nobody vouches for: what is not there, or is something else, is empty.

import { isObject, type Json, type JsonObject } from './pack-file.ts'

export function memberOf(value: JsonObject, name: string): JsonObject {
  const member = value[name]
  return isObject(member) ? member : {}
}

export function list(value: JsonObject, name: string): readonly Json[] {
  const member = Object.hasOwn(value, name) ? value[name] : undefined
  return Array.isArray(member) ? member : []
}

export function textIn(value: JsonObject, name: string): string | null {
  const member = value[name]
  return typeof member === 'string' ? member : null
}

export function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0
}
