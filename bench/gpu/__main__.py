"""`python -m bench.gpu [text] [speech] [image]`"""

import sys

from bench.gpu import main

sys.exit(main(sys.argv[1:]))
