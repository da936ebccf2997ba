"""Which word forms have been analysed already? By earlier runs, and by the other processes of this one."""
