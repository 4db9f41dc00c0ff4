import { runPython } from '../python.ts';

const judgeAll = `
import base64, json, sys
from nbformat.validator import isvalid
def verdict(data):
    try:
        return isvalid(json.loads(data.decode("utf-8")))
    except Exception:
        return False
print(json.dumps([verdict(base64.b64decode(line)) for line in sys.stdin]))
`;

/**
 * What Python's nbformat says of each file, read as a UTF-8 text file is: the strict verdict, without repair, all in one
 * process. What makes it raise (no JSON, no version, no cells) is not valid.
 */
export async function pythonVerdicts(files: readonly Buffer[]): Promise<boolean[]> {
  const lines = files.map((each) => `${each.toString('base64')}\n`).join('');
  return JSON.parse(await runPython(judgeAll, lines)) as boolean[];
}
