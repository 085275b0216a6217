// Why a run that nobody has taken still waits.

export const PATIENCE = 4000; // ms without a worker before a page looks why

/**
 * Whether a worker of that kind is there, so that others are merely served first; null where that can't be known.
 * @param {string} kind
 * @returns {Promise<boolean | null>}
 */
export async function isReady(kind) {
  try {
    const response = await fetch("/readyz", { headers: { Accept: "application/json" } });
    return Boolean((await response.json()).workers?.[kind]?.ready);
  } catch {
    return null;
  }
}
