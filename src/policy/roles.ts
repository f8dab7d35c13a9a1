// What a pack's roles hold, and the one role that nobody holds.

/** Not a role that anybody holds: the roster says who it is at a moment. */
export const onCallRole = 'on_call'

/** What a role holds; null where the pack has none of that name: `constructor` is none either. */
export function scopesOfRole(
  { roles }: { readonly roles: Readonly<Record<string, readonly string[]>> },
  role: string,
): readonly string[] | null {
  return Object.hasOwn(roles, role) ? (roles[role] ?? null) : null
}
