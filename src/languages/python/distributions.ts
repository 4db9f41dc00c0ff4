/** Packages whose name is that of the module which they install; no other is ever proposed to be installed. */
const sameName = [
  'numpy pandas matplotlib scipy seaborn sympy networkx statsmodels polars plotly bokeh altair xarray dask numba h5py',
  'torch torchvision tensorflow keras jax transformers datasets tokenizers accelerate evaluate gradio diffusers',
  'requests aiohttp httpx flask fastapi django sqlalchemy pydantic uvicorn starlette jinja2 click typer rich tqdm',
  'pytest hypothesis aiosqlite aiofiles anyio trio websockets redis psycopg pymongo openpyxl lxml cython ipywidgets',
  'geopandas shapely rasterio folium astropy biopython nltk spacy gensim xgboost lightgbm pyarrow duckdb nbformat',
]
  .join(' ')
  .split(' ');

const otherName: Readonly<Record<string, string>> = {
  PIL: 'pillow',
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  IPython: 'ipython',
  mpl_toolkits: 'matplotlib',
  serial: 'pyserial',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  yaml: 'pyyaml',
  Bio: 'biopython',
};

/** The package that installs a module, where it is a well-known one: strangers' packages are called like anything. */
export function distributionOf(module: string): string | undefined {
  return otherName[module] ?? (sameName.includes(module) ? module : undefined);
}
