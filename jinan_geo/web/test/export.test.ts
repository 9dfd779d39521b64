import assert from "node:assert/strict";
import { test } from "node:test";
import { csvText } from "../src/out/csv";
import { type Position, rightHanded } from "../src/out/geojson";
import { xmlText } from "../src/out/xlsx";

test("a cell that a spreadsheet would run gets an apostrophe", () => {
  for (const text of ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "＝1", "＋1", "－1", "＠A"])
    assert.equal(csvText(text), `'${text}`);
  assert.equal(csvText("\t=1"), '"\'\t=1"');
  assert.equal(csvText("\r=1"), '"\'\r=1"');
  assert.equal(csvText("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
});

test("plain numbers and plain words stay as they are", () => {
  for (const text of ["-3.5", "+12", "12", "历下区", "a=b", "", "1-2"])
    assert.equal(csvText(text), text);
  assert.equal(csvText("-3.5.1"), "'-3.5.1");
});

test("marks that part cells are quoted", () => {
  assert.equal(csvText('a,"b"'), '"a,""b"""');
  assert.equal(csvText("a\nb"), '"a\nb"');
  assert.equal(csvText("a;=b"), '"a;=b"');
});

test("shells run counter-clockwise and holes clockwise, closed", () => {
  const clockwise: Position[] = [
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 0],
  ];
  const shell: Position[] = [
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
    [1, 0],
  ];
  assert.deepEqual(rightHanded(clockwise, true), shell);
  assert.deepEqual(rightHanded(shell, true), shell);
  assert.deepEqual(rightHanded([...clockwise, [0, 0]], false), [...clockwise, [0, 0]]);
});

test("text in a sheet holds nothing XML cannot", () => {
  assert.equal(xmlText('<a href="x">&\u0000\ud800'), "&#60;a href=&#34;x&#34;&#62;&#38;");
  assert.equal(xmlText("_x0041_"), "_x005F_x0041_");
  assert.equal(xmlText("明府城😀"), "明府城😀");
});
