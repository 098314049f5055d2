import { useEffect, useState } from "preact/hooks";

/** False until the first frame of a view is shown: what stands below the first screen waits for that, and a click is answered sooner. */
export function useLater(): boolean {
  const [due, setDue] = useState(false);
  useEffect(() => {
    // The frame after the one that is being made.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setDue(true));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return due;
}
