// Slots that take the rest of the line.

/** Does the slot take the rest of the line? */
export function isRestSlot(slot: { readonly kind: string } | undefined): boolean {
  return slot?.kind === 'text' || slot?.kind === 'moment' || slot?.kind === 'targets'
}
