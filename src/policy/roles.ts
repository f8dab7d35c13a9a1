// The scopes of a pack's roles, and the special role `on_call`.

/** A role that nobody holds: it stands for whoever is on duty at the moment. */
export const onCallRole = 'on_call'

/**
 * The scopes and wildcards of a role; null if the pack does not define it (`constructor` included).
 */
export function scopesOfRole(
  { roles }: { readonly roles: Readonly<Record<string, readonly string[]>> },
  role: string,
): readonly string[] | null {
  return Object.hasOwn(roles, role) ? (roles[role] ?? null) : null
}
