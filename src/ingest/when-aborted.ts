/** Waiting for a signal as for anything else. */

/** Resolves to null once the user asks to stop. `forget` lets go of the signal, which outlives the pool. */
export function whenAborted(stop: AbortSignal): {
  readonly aborted: Promise<null>;
  readonly forget: () => void;
} {
  let listener = (): void => {};
  const aborted = new Promise<null>((resolve) => {
    listener = () => resolve(null);
    if (stop.aborted) listener();
    else stop.addEventListener("abort", listener, { once: true });
  });
  return { aborted, forget: () => stop.removeEventListener("abort", listener) };
}
