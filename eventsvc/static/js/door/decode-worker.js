// Reads QR codes out of frames, beside the page. zxing where WebAssembly may run, else a reader in plain JavaScript.
const ZXING = new URL("../../vendor/zxing/zxing_reader.wasm", import.meta.url).href;
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryInvert: true, tryRotate: true, tryDownscale: true, maxNumberOfSymbols: 4 };

function middle({ topLeft, bottomRight, topRight, bottomLeft }) {
  return { x: (topLeft.x + bottomRight.x + topRight.x + bottomLeft.x) / 4, y: (topLeft.y + bottomRight.y + topRight.y + bottomLeft.y) / 4 };
}

async function zxing() {
  const { prepareZXingModule, readBarcodes } = await import("../../vendor/zxing/reader/index.js");
  await prepareZXingModule({ overrides: { locateFile: () => ZXING }, fireImmediately: true });
  return async (frame) => {
    const found = await readBarcodes(frame, OPTIONS);
    return found.filter((one) => one.isValid).map((one) => ({ text: one.text, ...middle(one.position) }));
  };
}

async function plain() {
  const { decodeQR } = await import("../../vendor/qr/decode.js");
  return async (frame) => {
    try {
      return [{ text: decodeQR(frame), x: frame.width / 2, y: frame.height / 2 }];
    } catch {
      return [];
    }
  };
}

const reader = zxing().then((read) => ["zxing", read], () => plain().then((read) => ["qr", read]));
reader.then(([name]) => postMessage({ ready: name }), () => postMessage({ ready: "" }));

onmessage = async ({ data }) => {
  const [, read] = await reader;
  const frame = new ImageData(new Uint8ClampedArray(data.pixels), data.width, data.height);
  let found = [];
  try {
    found = await read(frame);
  } catch {
    found = [];
  }
  postMessage({ found });
};
