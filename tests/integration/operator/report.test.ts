import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credentials } from "../../../catalogue/index.ts";
import { reportOf } from "../../operator/sample-report.ts";
import { World } from "../../operator/world.ts";
import { chromium, openPage, type Page } from "./browser.ts";

const program = chromium();
const folder = mkdtempSync(path.join(tmpdir(), "report-"));
// Where to keep pictures for a person to look at.
const pictures = process.env.REPORT_PICTURES;

describe.skipIf(program === undefined)("the report in a browser", () => {
  let page: Page;
  const url = pathToFileURL(path.join(folder, "report.html")).href;

  beforeAll(async () => {
    writeFileSync(path.join(folder, "report.html"), await reportOf(new World()));
    page = await openPage(program ?? "");
    // It has to be readable without any script.
    await page.send("Emulation.setScriptExecutionDisabled", { value: true });
  });
  afterAll(async () => {
    await page?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function shown(width: number, scheme: "light" | "dark"): Promise<void> {
    await page.send("Emulation.setDeviceMetricsOverride", {
      width,
      height: 900,
      deviceScaleFactor: 1,
      mobile: width < 500,
    });
    await page.send("Emulation.setEmulatedMedia", {
      media: "",
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
    await page.open(url);
    if (pictures === undefined) return;
    const { data } = await page.send("Page.captureScreenshot", { captureBeyondViewport: true });
    writeFileSync(path.join(pictures, `report-${width}-${scheme}.png`), Buffer.from(String(data), "base64"));
  }

  const text = (selector: string) =>
    page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((e) => e.innerText)`) as Promise<
      string[]
    >;

  test.each([
    [320, "light"],
    [390, "dark"],
    [1280, "light"],
    [1280, "dark"],
  ] as const)("at %i pixels, %s: everything is within the screen and can be seen", async (width, scheme) => {
    await shown(width, scheme);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    const rows = await text("section:nth-of-type(2) tbody tr");
    expect(rows).toHaveLength(credentials.length);
    expect(await page.evaluate("document.querySelectorAll('.timeline svg').length")).toBeGreaterThan(5);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('.timeline svg')].every((e) => e.getBoundingClientRect().width > 150)",
      ),
    ).toBe(true);
  });

  test("both colour schemes keep text apart from its ground (4.5 to 1)", async () => {
    for (const scheme of ["light", "dark"] as const) {
      await shown(1280, scheme);
      const worst = await page.evaluate(`(() => {
        const parse = (c) => c.match(/[\\d.]+/g).map(Number);
        const light = (c) => { const [r, g, b] = parse(c).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (parse(c)[3] !== 0) return c; } return "rgb(255,255,255)"; };
        return Math.min(...[...document.querySelectorAll("h1,h2,p,td,th,small,.chip,.figure b,.figure span,.when,.axis span,.legend span")].map((e) => {
          const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
          return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        }));
      })()`);
      expect(worst, scheme).toBeGreaterThan(4.5);
    }
  });

  test("it prints", async () => {
    await shown(1280, "dark");
    const { data } = await page.send("Page.printToPDF", {
      printBackground: false,
      paperWidth: 8.27,
      paperHeight: 11.69,
    });
    const pdf = Buffer.from(String(data), "base64");
    if (pictures !== undefined) writeFileSync(path.join(pictures, "report.pdf"), pdf);
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await page.send("Emulation.setEmulatedMedia", { media: "print" });
    // A4 upright, within the margins that Chromium gives by itself.
    await page.send("Emulation.setDeviceMetricsOverride", {
      width: 718,
      height: 1000,
      deviceScaleFactor: 1,
      mobile: false,
    });
    const cut = await page.evaluate(
      "[...document.querySelectorAll('section *')].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth).length",
    );
    expect(cut, "what paper would cut off").toBe(0);
    if (pictures !== undefined) {
      const { data: paper } = await page.send("Page.captureScreenshot", {});
      writeFileSync(path.join(pictures, "report-paper.png"), Buffer.from(String(paper), "base64"));
    }
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
  });
});
