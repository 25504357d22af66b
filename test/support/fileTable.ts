import { FileTable, PAGE_FILES, pageOf, type TableFile } from '../../src/core/upload/process/fileTable';

/** The files as the window has them of the upload process. */
export function fileTable(files: readonly TableFile[]): FileTable {
  const table = new FileTable();
  for (let start = 0; start < files.length; start += PAGE_FILES)
    table.add(structuredClone(pageOf(files.slice(start, start + PAGE_FILES))));
  return table;
}
