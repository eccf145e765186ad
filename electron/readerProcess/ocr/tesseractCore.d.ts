/** The part that is used of Tesseract compiled to WebAssembly, which ships no types. */
declare module "tesseract.js-core/tesseract-core-relaxedsimd-lstm.js" {
  interface Pix {
    get_w(): number;
    get_h(): number;
    /** bits a pixel */
    get_d(): number;
    /** samples a pixel */
    get_spp(): number;
    /** 32-bit words a row */
    get_wpl(): number;
    /** a pointer */
    get_data(): number;
    get_colormap(): unknown;
  }
  interface TessBaseAPI {
    /** @returns 0, or -1 where the language data could not be used */
    Init(dataFolder: string, languages: string, engineMode: number, configFile: string): number;
    SetPageSegMode(mode: number): void;
    /** @returns whether there is one of that name */
    SetVariable(name: string, value: string): boolean;
    /** Copies the pixels from a place in memory. */
    SetImage(pixels: number, width: number, height: number, bytesPerPixel: number, bytesPerLine: number): void;
    Recognize(monitor: null): number;
    GetJSONText(page: number): string;
    Clear(): void;
    End(): void;
  }
  export interface TesseractModule {
    readonly FS: { writeFile(path: string, data: Uint8Array): void };
    readonly TessBaseAPI: new () => TessBaseAPI;
    readonly Pix: unknown;
    wrapPointer(pointer: number, type: unknown): Pix;
    getPointer(object: unknown): number;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    /** @returns 0 where it is no picture */
    _pixReadMem(pointer: number, bytes: number): number;
    /** Takes a pointer to a pointer. */
    _pixDestroy(pointer: number): void;
  }
  const createModule: (options: {
    print(line: string): void;
    printErr(line: string): void;
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
  }) => Promise<TesseractModule>;
  export default createModule;
}
