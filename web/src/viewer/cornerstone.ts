import { Enums, RenderingEngine, init as startCore, metaData, imageLoader, utilities } from '@cornerstonejs/core';
import {
  Enums as ToolEnums,
  LengthTool,
  PanTool,
  RectangleROITool,
  ToolGroupManager,
  WindowLevelTool,
  ZoomTool,
  addTool,
  annotation,
  init as startTools,
} from '@cornerstonejs/tools';
import type { Types } from '@cornerstonejs/tools';
import { getPixels } from '../api/films';
import type { Film } from '../api/types';
import { keepMeasurements } from './measurements';
import { spacingOf } from './spacing';
import { defaultWindow } from './windows';

/** What the left button does on a film. */
export type Tool = 'window' | 'pan' | 'zoom' | 'length' | 'rectangle' | 'ask';

const { MouseBindings } = ToolEnums;
const engineId = 'reading-room';
const named: Record<Exclude<Tool, 'ask'>, string> = {
  window: WindowLevelTool.toolName,
  pan: PanTool.toolName,
  zoom: ZoomTool.toolName,
  length: LengthTool.toolName,
  rectangle: RectangleROITool.toolName,
};

let engine: RenderingEngine | null = null;
let tools: Types.IToolGroup | null = null;

/** The one engine that draws all films of the page; started when the first is shown. */
export function renderingEngine(): RenderingEngine {
  if (engine) {
    return engine;
  }

  // A film and its prior: as many drawing contexts, which cost time and memory.
  startCore({ rendering: { webGlContextCount: 2 }, debug: {} });
  startTools();
  [WindowLevelTool, PanTool, ZoomTool, LengthTool, RectangleROITool].forEach((tool) => addTool(tool));
  const group = ToolGroupManager.createToolGroup(engineId)!;
  Object.values(named).forEach((name) => group.addTool(name));
  const styles = annotation.config.style.getDefaultToolStyles();
  annotation.config.style.setDefaultToolStyles({
    ...styles,
    global: {
      ...styles['global'],
      color: 'rgb(240, 200, 110)',
      colorHighlighted: 'rgb(255, 225, 150)',
      colorSelected: 'rgb(255, 225, 150)',
      textBoxFontFamily: 'system-ui, sans-serif',
      textBoxFontSize: '13px',
      textBoxBackground: 'rgba(11, 13, 15, 0.75)',
      textBoxColor: 'rgb(240, 200, 110)',
      textBoxColorHighlighted: 'rgb(255, 225, 150)',
      textBoxColorSelected: 'rgb(255, 225, 150)',
      lineWidth: '1.5',
    },
  });
  keepMeasurements();
  tools = group;
  engine = new RenderingEngine(engineId);
  chooseTool('window');
  return engine;
}

export function addToTools(viewportId: string): void {
  tools?.addViewport(viewportId, engineId);
}

export function removeFromTools(viewportId: string): void {
  tools?.removeViewports(engineId, viewportId);
}

/** Gives the left button to a tool; the wheel and the right button zoom, the middle one pans, whatever the tool. */
export function chooseTool(tool: Tool): void {
  const group = tools;
  if (!group) {
    return;
  }

  Object.values(named).forEach((name) => group.setToolPassive(name, { removeAllBindings: true }));
  const primary = { mouseButton: MouseBindings.Primary };
  const bindings: Record<string, Types.IToolBinding[]> = {
    [named.pan]: [{ mouseButton: MouseBindings.Auxiliary }],
    [named.zoom]: [{ mouseButton: MouseBindings.Secondary }, { mouseButton: MouseBindings.Wheel }],
  };
  if (tool !== 'ask') {
    (bindings[named[tool]] ??= []).push(primary);
  }

  for (const [name, list] of Object.entries(bindings)) {
    group.setToolActive(name, { bindings: list });
  }
}

const loading = new Map<string, Promise<string>>();

/** Fetches a film's values in full depth and makes them known to the engine; gives its image id. */
export function loadFilm(film: Film): Promise<string> {
  const known = loading.get(film.id);
  if (known) {
    return known;
  }

  const promise = fetchFilm(film);
  loading.set(film.id, promise);
  promise.catch(() => loading.delete(film.id));
  return promise;
}

async function fetchFilm(film: Film): Promise<string> {
  const values = await getPixels(film);
  const imageId = `radsharp:${film.id}`;
  const { column, row } = spacingOf(film);
  const { center, width } = defaultWindow(film);

  // Must be known before the image: the engine asks for it as soon as it draws.
  utilities.genericMetadataProvider.add(imageId, {
    type: Enums.MetadataModules.GENERAL_SERIES,
    metadata: { modality: 'DX' },
  });
  const image = imageLoader.createAndCacheLocalImage(imageId, {
    scalarData: values,
    dimensions: [film.width, film.height],
    spacing: [column, row],
  });
  Object.assign(image, { windowCenter: center, windowWidth: width });
  if (!film.pixelSpacing) {
    // A length without spacing is counted in pixels, and said so.
    const plane = metaData.get(Enums.MetadataModules.IMAGE_PLANE, imageId) as Record<string, unknown>;
    utilities.genericMetadataProvider.add(imageId, {
      type: Enums.MetadataModules.IMAGE_PLANE,
      metadata: { ...plane, usingDefaultValues: true },
    });
  }

  return imageId;
}
