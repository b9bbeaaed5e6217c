al C:12345 .big

al C:0003 .limit
al C:0010 .counter

al C:0616 .clear
al C:060b .add_one
al C:0602 .loop
al C:0300 .table
al C:0600 .start
