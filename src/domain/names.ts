/** Longest file name that common file systems take (255 bytes), less room for `.json` and a temporary file's `.{}.{pid}.tmp`. */
const LONGEST_NAME_BYTES = 220;

/** Names that Windows keeps for devices, whatever their ending. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * Why a name must not become a file or folder name, or undefined when it may.
 *
 * Checked before any path is built from an id, so that no specification can make us write outside of the run's folder.
 */
export function unsafeNameReason(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name === "." || name === "..") return "it names a folder";
  if (/[/\\]/.test(name)) return "it contains a path separator";
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return "it contains a control character";
  if (/[<>:"|?*]/.test(name)) return 'it contains one of < > : " | ? *';
  if (name.startsWith(".")) return "it begins with a dot, and would be hidden";
  if (/^\s|[\s.]$/.test(name)) return "it begins or ends with a blank, or ends with a dot";
  if (DEVICE_NAME.test(name)) return "some systems keep this name for a device";
  if (new TextEncoder().encode(name).length > LONGEST_NAME_BYTES) return `it is longer than ${LONGEST_NAME_BYTES} bytes`;
  return undefined;
}

/**
 * A model's name as a folder name: `/` becomes `-`, as in the layout of the Python tool, and so does what else cannot stand
 * in one (`ft:gpt-4.1:acme::id`). Two models may share a folder; their runs are told apart by what they ask.
 */
export function modelFolderName(model: string): string {
  return model.replaceAll(/[/<>:"|?*]/g, "-");
}

/** A file name as the file systems see it that tell neither case nor the composition of accents apart. */
export function comparableName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
